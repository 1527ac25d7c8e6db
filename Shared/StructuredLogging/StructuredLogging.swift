// STUB: the agreed interface (swift-log's words); replaced by real files.

public struct Logger: Sendable {
    public enum Level: String, Sendable, CaseIterable, Comparable { case trace, debug, info, notice, warning, error, critical
        public static func < (a: Level, b: Level) -> Bool { fatalError("stub") } }
    public typealias Metadata = [String: MetadataValue]
    public enum MetadataValue: Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral {
        case string(String), integer(Int64), double(Double), bool(Bool), duration(Duration)
        public init(stringLiteral value: String) { self = .string(value) }
        public init(integerLiteral value: Int64) { self = .integer(value) }
    }
    /// Uses the process's handler (LoggingSystem), looked up at each call so that levels can change at run time.
    public init(label: String) { fatalError("stub") }
    public init(label: String, system: LoggingSystem) { fatalError("stub") }
    public subscript(metadataKey key: String) -> MetadataValue? { get { fatalError("stub") } set { fatalError("stub") } }
    public func log(_ level: Level, _ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:]) { fatalError("stub") }
    public func trace(_ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:]) { fatalError("stub") }
    public func debug(_ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:]) { fatalError("stub") }
    public func info(_ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:]) { fatalError("stub") }
    public func notice(_ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:]) { fatalError("stub") }
    public func warning(_ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:]) { fatalError("stub") }
    public func error(_ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:]) { fatalError("stub") }
    public func critical(_ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:]) { fatalError("stub") }
}
/// Where the lines go and which levels are on; thread-safe, changed at run time. `LoggingSystem.process` is the one that `Logger(label:)` uses.
public final class LoggingSystem: Sendable {
    public static let process = LoggingSystem()
    public init() { fatalError("stub") }
    public enum Format: Sendable { case human, json }
    /// ECS-named JSON lines or human lines, to standard error; `service` is on every line.
    public func configure(service: String, format: Format, rootLevel: Logger.Level) { fatalError("stub") }
    /// nil takes the level back to the inherited one; labels are dotted, a prefix covers what is below it.
    public func setLevel(_ level: Logger.Level?, for label: String) { fatalError("stub") }
    /// Replaces the output (tests catch lines here).
    public func setOutput(_ write: @escaping @Sendable ([UInt8]) -> Void) { fatalError("stub") }
    /// Called for each line that was written, after the level check (for logback_events_total).
    public func setObserver(_ observe: @escaping @Sendable (Logger.Level) -> Void) { fatalError("stub") }
}
