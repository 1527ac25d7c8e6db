import Synchronization

extension Logger {
    /// How much a line matters, least first.
    public enum Level: String, Sendable, CaseIterable, Comparable {
        case trace, debug, info, notice, warning, error, critical

        public static func < (a: Level, b: Level) -> Bool { a.severity < b.severity }

        var severity: UInt8 {
            switch self {
            case .trace: 0
            case .debug: 1
            case .info: 2
            case .notice: 3
            case .warning: 4
            case .error: 5
            case .critical: 6
            }
        }

        init(severity: UInt8) {
            self = Self.allCases[Int(severity)]
        }
    }
}

/// The effective level of one label. All loggers of the label share it, so that a change reaches them without a lock.
final class LevelThreshold: Sendable {
    private let severity: Atomic<UInt8>

    init(_ level: Logger.Level) {
        severity = Atomic(level.severity)
    }

    var level: Logger.Level {
        get { Logger.Level(severity: severity.load(ordering: .relaxed)) }
        set { severity.store(newValue.severity, ordering: .relaxed) }
    }
}
