import Synchronization

@testable import StructuredLogging

/// A system whose clock stands still and whose lines are kept.
final class CaughtLines: Sendable {
    private let caught = Mutex<[String]>([])
    let system = LoggingSystem(now: { UTCTimestamp(milliseconds: 1_621_440_000_123) })

    init(service: String = "accounts", format: LoggingSystem.Format, level: Logger.Level = .info) {
        system.configure(service: service, format: format, rootLevel: level)
        system.setOutput { [weak self] line in
            self?.caught.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
        }
    }

    var lines: [String] { caught.withLock { $0 } }
}
