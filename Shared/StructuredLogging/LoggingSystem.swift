import Glibc
import Synchronization

/// Where the lines go and which levels are on. Thread-safe; everything can be changed at run time.
public final class LoggingSystem: Sendable {
    /// The system that `Logger(label:)` uses.
    public static let process = LoggingSystem()

    public enum Format: Sendable {
        case human, json

        /// `human` when standard error is a terminal, else `json`.
        public static var forStandardError: Format { isatty(STDERR_FILENO) == 1 ? .human : .json }
    }

    private struct Output: Sendable {
        var line = LineFormat(service: "", format: .human)
        var write: @Sendable ([UInt8]) -> Void = { DescriptorOutput.write($0, to: STDERR_FILENO) }
        var observe: @Sendable (Logger.Level) -> Void = { _ in }
    }

    private struct Levels: Sendable {
        var rules = LevelRules()
        var thresholds: [String: LevelThreshold] = [:]

        func apply() {
            for (label, threshold) in thresholds { threshold.level = rules.level(for: label) }
        }
    }

    private let output = Mutex(Output())
    /// Held while a line is written, so that two lines never mix, whatever their length.
    private let writing = Mutex(())
    private let levels = Mutex(Levels())
    private let now: @Sendable () -> UTCTimestamp

    /// Human lines from `info` on, to standard error, until `configure` is called.
    public convenience init() {
        self.init(now: { .now() })
    }

    package init(now: @escaping @Sendable () -> UTCTimestamp) {
        self.now = now
    }

    /// JSON lines with ECS names or human lines; `service` is on every line.
    public func configure(service: String, format: Format, rootLevel: Logger.Level) {
        output.withLock { $0.line = LineFormat(service: service, format: format) }
        setRootLevel(rootLevel)
    }

    /// The level of all labels that no prefix covers.
    public func setRootLevel(_ level: Logger.Level) {
        levels.withLock {
            $0.rules.root = level
            $0.apply()
        }
    }

    /// nil takes the level back to the inherited one; labels are dotted, a prefix covers what is below it.
    public func setLevel(_ level: Logger.Level?, for label: String) {
        levels.withLock {
            $0.rules.set(level, for: label)
            $0.apply()
        }
    }

    public func effectiveLevel(for label: String) -> Logger.Level {
        levels.withLock { $0.rules.level(for: label) }
    }

    public var rootLevel: Logger.Level { levels.withLock { $0.rules.root } }

    /// The levels that `setLevel` set, by label or prefix.
    public var configuredLevels: [String: Logger.Level] { levels.withLock { $0.rules.configured } }

    /// The labels of all loggers that were made so far, sorted.
    public var labels: [String] { levels.withLock { $0.thresholds.keys.sorted() } }

    /// Replaces standard error (tests catch lines here). `write` is called with one whole line and its line feed, never
    /// twice at the same time; it must not log itself.
    public func setOutput(_ write: @escaping @Sendable ([UInt8]) -> Void) {
        output.withLock { $0.write = write }
    }

    /// Called for each line that was written, after the level check, on the thread that logged.
    public func setObserver(_ observe: @escaping @Sendable (Logger.Level) -> Void) {
        output.withLock { $0.observe = observe }
    }

    func threshold(for label: String) -> LevelThreshold {
        levels.withLock { levels in
            if let known = levels.thresholds[label] { return known }
            let threshold = LevelThreshold(levels.rules.level(for: label))
            levels.thresholds[label] = threshold
            return threshold
        }
    }

    func write(level: Logger.Level, label: String, message: String, metadata: Logger.Metadata) {
        let output = output.withLock { $0 }
        let line = output.line.render(
            level: level, label: label, message: message, metadata: metadata, at: now())
        writing.withLock { _ in output.write(line) }
        output.observe(level)
    }
}
