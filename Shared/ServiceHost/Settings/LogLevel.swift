import StructuredLogging

extension Logger.Level {
    /// Spring's level names in any case, and our own.
    init?(setting: String) {
        switch setting.uppercased() {
        case "TRACE", "ALL": self = .trace
        case "DEBUG": self = .debug
        case "INFO": self = .info
        case "NOTICE": self = .notice
        case "WARN", "WARNING": self = .warning
        case "ERROR": self = .error
        // Only what ends the process is left.
        case "FATAL", "CRITICAL", "OFF": self = .critical
        default: return nil
        }
    }

    static let settingNames = "TRACE, DEBUG, INFO, WARN, ERROR or OFF"

    /// The `level` label of `logback_events_total`, which has Logback's five levels.
    var logbackName: String {
        switch self {
        case .trace: "trace"
        case .debug: "debug"
        case .info, .notice: "info"
        case .warning: "warn"
        case .error, .critical: "error"
        }
    }
}
