import StructuredLogging
import Synchronization

/// librdkafka's log lines and errors, in our logger and without floods.
final class ClientLog: Sendable {
    let logger: Logger
    private let last = Mutex<[String: ContinuousClock.Instant]>([:])

    init(_ logger: Logger) { self.logger = logger }

    /// A line of librdkafka. `level` is syslog's: 0 emergency … 7 debug. May be called from any thread of the library.
    func library(level: Int32, facility: String, line: String) {
        let ours: Logger.Level
        switch (level, facility) {
        // Comes as an error of the client, too, and ends with another client in place.
        case (_, "FATAL"): ours = .debug
        // Failed connections come every second while a broker is away; `BrokerWatch` says so once.
        case (_, "FAIL"), (_, "ERROR"), (_, "REQTMOUT"), (_, "TERMINATE"): ours = .debug
        // "Property … is a consumer property and will be ignored by this producer": shared settings are meant so.
        case (_, "CONFWARN"): ours = .debug
        case (...2, _): ours = .error
        case (3, _), (4, _): ours = .notice
        case (5, _), (6, _): ours = .info
        default: ours = .debug
        }
        logger.log(ours, "librdkafka: \(line)", metadata: ["kafka.facility": .string(facility)])
    }

    /// At most once a minute for each key; the others are lost. At most 256 keys are kept apart.
    func limited(
        _ level: Logger.Level, key: String, _ message: @autoclosure () -> String,
        metadata: @autoclosure () -> Logger.Metadata = [:]
    ) {
        let now = ContinuousClock.now
        let isDue = last.withLock { last in
            if let before = last[key], before.duration(to: now) < .seconds(60) { return false }
            if last.count >= 256 { last.removeAll() }
            last[key] = now
            return true
        }
        if isDue { logger.log(level, message(), metadata: metadata()) }
    }
}
