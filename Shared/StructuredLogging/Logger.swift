/// A named source of log lines. A value: copies with added metadata are cheap and independent.
///
/// Thread-safe. A call below the active level costs one atomic load; neither message nor metadata is built then.
/// The words are swift-log's (https://github.com/apple/swift-log).
public struct Logger: Sendable {
    /// Dotted name, most general part first ("storefront.accounts.http"). Labels are literals of the source, never input:
    /// the system remembers each one.
    public let label: String
    private let system: LoggingSystem
    private let threshold: LevelThreshold
    private var metadata: Metadata = [:]

    /// A logger of the process's own system. Its level follows `LoggingSystem.setLevel` at run time.
    public init(label: String) {
        self.init(label: label, system: .process)
    }

    public init(label: String, system: LoggingSystem) {
        self.label = label
        self.system = system
        threshold = system.threshold(for: label)
    }

    /// Metadata that is on every line of this copy.
    public subscript(metadataKey key: String) -> MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// The least severe level that is written at present.
    public var level: Level { threshold.level }

    /// Writes one line when `level` is active. Where keys clash, `metadata` of the call wins over the logger's own.
    public func log(
        _ level: Level, _ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:]
    ) {
        guard level >= threshold.level else { return }
        let merged = self.metadata.merging(metadata()) { _, call in call }
        system.write(level: level, label: label, message: message(), metadata: merged)
    }

    public func trace(_ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:]) {
        log(.trace, message(), metadata: metadata())
    }

    public func debug(_ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:]) {
        log(.debug, message(), metadata: metadata())
    }

    public func info(_ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:]) {
        log(.info, message(), metadata: metadata())
    }

    public func notice(_ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:]) {
        log(.notice, message(), metadata: metadata())
    }

    public func warning(_ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:]) {
        log(.warning, message(), metadata: metadata())
    }

    public func error(_ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:]) {
        log(.error, message(), metadata: metadata())
    }

    public func critical(_ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:]) {
        log(.critical, message(), metadata: metadata())
    }
}
