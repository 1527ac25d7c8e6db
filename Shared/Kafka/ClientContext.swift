import CRDKafka
import StructuredLogging
import Synchronization

/// What librdkafka's callbacks of one client work with: the client's opaque. A consumer's has more (`ConsumerLoop`).
class ClientContext: @unchecked Sendable {
    // Safe to share: all are Sendable and never change. (Only a final class could have this checked.)
    let log: ClientLog
    let broker: BrokerWatch
    /// A delivery report's word that the broker takes nothing more from this idempotent producer.
    let fencing = Mutex<KafkaError?>(nil)

    init(log: ClientLog, broker: BrokerWatch) {
        self.log = log
        self.broker = broker
    }

    /// The context of the client that calls back. It lives as long as the client (`ClientHandle.destroy`).
    static func of(_ client: OpaquePointer) -> ClientContext {
        unsafe Unmanaged<ClientContext>.fromOpaque(rd_kafka_opaque(client)).takeUnretainedValue()
    }

    /// Errors of the client as a whole; called by the thread that polls.
    static func watchErrors(_ configuration: OpaquePointer) {
        unsafe rd_kafka_conf_set_error_cb(configuration) { client, code, reason, _ in
            guard let client = unsafe client else { return }
            let context = unsafe ClientContext.of(client)
            unsafe context.clientError(rd_kafka_resp_err_t(rawValue: code), text(reason))
        }
    }

    private func clientError(_ code: rd_kafka_resp_err_t, _ reason: String) {
        switch code {
        case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
            broker.suspect(reason)
        case RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__RESOLVE, RD_KAFKA_RESP_ERR__TIMED_OUT:
            // One connection of several, or the same news as "all brokers down".
            log.logger.debug("Kafka connection: \(reason)", metadata: ["kafka.error": .string(code.name)])
        default:
            log.limited(.warning, key: code.name, "Kafka: \(reason)", metadata: ["kafka.error": .string(code.name)])
        }
    }
}
