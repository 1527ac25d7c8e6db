import Kafka
import StorefrontContracts

extension ConsumerRecord {
    /// The last value of a header; nil when there is none.
    func text(_ header: String) -> String? {
        headers.lastValue(of: header).map { String(decoding: $0, as: UTF8.self) }
    }

    func text(_ header: DeadLetterHeader) -> String? { text(header.rawValue) }
}
