import JSON
import Kafka
import Mongo
import PrometheusMetrics
import StructuredLogging
import Synchronization

@testable import ServiceHost

/// An event that is a number.
struct NumberEvent: JSONReadable, Equatable {
    let number: Int64

    init(reading value: JSONValueReader) { number = value.object().required("number") }
}

/// A handler that writes down what it applied, and fails where it is told to; time that moves by hand.
final class ProcessorFixture: Sendable {
    enum Answer { case apply, reject(code: String, reason: String), fail(any Error) }

    struct Log {
        /// Numbers in the order in which they were applied; -1 for a deletion.
        var applied: [Int64] = []
        /// Sizes of the batches that the handler was given.
        var batches: [Int] = []
        var letters: [DeadLetter] = []
        var isBrokerAway = false
        var now = ContinuousClock.now
        var answer: @Sendable (Int64) -> Answer = { _ in .apply }
    }

    static let topic = "numbers"
    let log = Mutex(Log())
    let registry = MetricsRegistry()
    private let processor = Mutex<RecordProcessor?>(nil)

    init(jitter: Double = 0.5) {
        let subscription = Subscription(topic: Self.topic, of: NumberEvent.self) { [unowned self] in try handle($0) }
        let quiet = LoggingSystem()
        quiet.setOutput { _ in }
        let new = RecordProcessor(
            subscriptions: [subscription],
            environment: ProcessingEnvironment(
                metrics: ListenerMetrics(topics: [Self.topic], registry: registry),
                logger: Logger(label: "test", system: quiet),
                clock: ProcessingClock(
                    now: { [unowned self] in log.withLock { $0.now } }, millisecondsSince1970: { 1_700_000_000_000 },
                    jitter: { jitter }),
                park: { [unowned self] in park($0) }))
        processor.withLock { $0 = new }
    }

    func process(_ records: [ConsumerRecord]) -> BatchOutcome {
        guard let processor = processor.withLock({ $0 }) else { preconditionFailure("made in init") }
        return processor.process(records)
    }

    /// Delivers as the consumer does: what is not done comes again after the pause, until all is done or `limit` passes.
    /// Returns how long that took.
    func deliver(_ records: [ConsumerRecord], limit: Int = 1_000) -> Duration {
        let begin = log.withLock { $0.now }
        var rest = records[...]
        for _ in 0..<limit {
            switch process(Array(rest)) {
            case .done: return log.withLock { $0.now } - begin
            case .retry(let from, let pause):
                rest = rest.dropFirst(from)
                log.withLock { $0.now += pause }
            }
        }
        return log.withLock { $0.now } - begin
    }

    func answer(_ answer: @escaping @Sendable (Int64) -> Answer) { log.withLock { $0.answer = answer } }

    var applied: [Int64] { log.withLock { $0.applied } }
    var letters: [DeadLetter] { log.withLock { $0.letters } }

    private func handle(_ deliveries: [Delivery<NumberEvent>]) throws -> [RejectedDelivery] {
        let answer = log.withLock { log in
            log.batches.append(deliveries.count)
            return log.answer
        }
        var rejected: [RejectedDelivery] = []
        for (index, delivery) in deliveries.enumerated() {
            let number = delivery.event?.number ?? -1
            switch answer(number) {
            case .apply: log.withLock { $0.applied.append(number) }
            case .reject(let code, let reason):
                rejected.append(RejectedDelivery(index: index, code: code, reason: reason))
            case .fail(let error): throw error
            }
        }
        return rejected
    }

    private func park(_ letters: [DeadLetter]) -> [Bool] {
        log.withLock { log in
            if !log.isBrokerAway { log.letters += letters }
            return letters.map { _ in !log.isBrokerAway }
        }
    }
}

extension ConsumerRecord {
    static func make(
        _ offset: Int64, key: String? = nil, value: String? = nil, timestamp: Int64 = 1_000, headers: KafkaHeaders = []
    ) -> ConsumerRecord {
        ConsumerRecord(
            topic: ProcessorFixture.topic, partition: 2, offset: offset, timestampMilliseconds: timestamp,
            key: Array((key ?? "key-\(offset)").utf8), value: Array((value ?? #"{"number":\#(offset)}"#).utf8),
            headers: headers)
    }
}

extension MongoError {
    static let away = MongoError(kind: .unavailable, code: 13053, domain: "server selection", message: "nobody there")
    static let refused = MongoError(kind: .rejected, code: 121, domain: "server", message: "document failed validation")
}

extension KafkaError {
    static let away = KafkaError(
        code: -195, name: "_TRANSPORT", message: "nobody there", isFatal: false, isRetriable: true)
}
