import CRDKafka

extension KafkaError {
    /// From a bare code. `context` says what was tried.
    init(_ code: rd_kafka_resp_err_t, _ context: String) {
        self.init(
            code: code.rawValue, name: code.name, message: "\(context): \(code.text)",
            isFatal: code == RD_KAFKA_RESP_ERR__FATAL, isRetriable: code.isRetriable)
    }

    /// From an error object, which this call destroys.
    init(stealing error: OpaquePointer, _ context: String) {
        defer { unsafe rd_kafka_error_destroy(error) }
        let code = unsafe rd_kafka_error_code(error)
        self.init(
            code: code.rawValue, name: code.name,
            message: unsafe "\(context): \(text(rd_kafka_error_string(error)))",
            isFatal: unsafe rd_kafka_error_is_fatal(error) != 0,
            isRetriable: unsafe rd_kafka_error_is_retriable(error) != 0 || code.isRetriable)
    }

    /// The caller asked for something that cannot be (a setting, a closed client).
    static func misuse(_ message: String) -> KafkaError {
        let code = RD_KAFKA_RESP_ERR__INVALID_ARG
        return KafkaError(code: code.rawValue, name: code.name, message: message, isFatal: false, isRetriable: false)
    }

    /// Nothing was heard within the caller's time; what was asked may still happen.
    static func timedOut(_ message: String) -> KafkaError {
        let code = RD_KAFKA_RESP_ERR__TIMED_OUT
        return KafkaError(code: code.rawValue, name: code.name, message: message, isFatal: false, isRetriable: true)
    }
}

extension rd_kafka_resp_err_t {
    /// For instance "_MSG_TIMED_OUT".
    var name: String { unsafe Kafka.text(rd_kafka_err2name(self)) }
    /// For instance "Local: Message timed out".
    var text: String { unsafe Kafka.text(rd_kafka_err2str(self)) }

    /// librdkafka marks only error objects as retriable, not bare codes. These are the ones that the Kafka protocol
    /// lists as retriable, as far as our calls meet them, and the client's own that stand for "not now".
    var isRetriable: Bool {
        switch self {
        case RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__RESOLVE,
            RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE, RD_KAFKA_RESP_ERR__MSG_TIMED_OUT,
            RD_KAFKA_RESP_ERR__QUEUE_FULL, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION,
            RD_KAFKA_RESP_ERR__PURGE_QUEUE, RD_KAFKA_RESP_ERR__PURGE_INFLIGHT, RD_KAFKA_RESP_ERR__WAIT_COORD,
            RD_KAFKA_RESP_ERR__RETRY, RD_KAFKA_RESP_ERR__FATAL,
            RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
            RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
            RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_COORDINATOR,
            RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND,
            RD_KAFKA_RESP_ERR_NOT_CONTROLLER, RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR,
            RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS:
            true
        default:
            false
        }
    }
}

/// A C string of librdkafka, copied; empty for null.
func text(_ pointer: UnsafePointer<CChar>?) -> String {
    guard let pointer = unsafe pointer else { return "" }
    return unsafe String(cString: pointer)
}
