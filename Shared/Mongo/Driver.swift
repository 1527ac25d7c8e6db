import CMongo
public import StructuredLogging
import Synchronization

/// The state that libmongoc has once per process.
enum Driver {
    static let logger = Mutex<Logger?>(nil)

    /// Before the first use of anything of libmongoc. There is no counterpart: `mongoc_cleanup` may only run when no thread
    /// uses the driver any more, which a process that ends by `exit` cannot promise, and all it does is free memory.
    static func start() {
        _ = started
    }

    private static let started: Void = {
        mongoc_init()
        // Without a handler the driver writes to standard output.
        unsafe mongoc_log_set_handler(
            { level, domain, message, _ in
                guard let logger = Driver.logger.withLock({ $0 }) else { return }
                let text = unsafe message.map { unsafe String(cString: $0) } ?? ""
                let source = unsafe domain.map { unsafe String(cString: $0) } ?? ""
                logger.log(Driver.level(level), text, metadata: ["mongodb.driver.domain": .string(source)])
            }, nil)
    }()

    /// One step below the driver's own word, since what matters reaches the caller as an error.
    private static func level(_ level: mongoc_log_level_t) -> Logger.Level {
        switch level {
        case MONGOC_LOG_LEVEL_ERROR, MONGOC_LOG_LEVEL_CRITICAL, MONGOC_LOG_LEVEL_WARNING: .info
        case MONGOC_LOG_LEVEL_MESSAGE, MONGOC_LOG_LEVEL_INFO: .debug
        default: .trace
        }
    }
}

/// Takes libmongoc's own log lines into ours. For the whole process; the last call counts. Until then they are dropped.
public func routeDriverLogs(to logger: Logger) {
    Driver.start()
    Driver.logger.withLock { $0 = logger }
}
