import Foundation
import JSON
import Kafka
import PrometheusMetrics
import StructuredLogging
import Synchronization
import TestSupport

@testable import ServiceHost

/// A number that a group applies; negative ones only once its fault is mended.
struct NumberEvent: JSONReadable {
    let number: Int64

    init(reading value: JSONValueReader) { number = value.object().required("number") }
}

/// A consumer as the services have it: what it cannot apply becomes a dead letter.
final class ConsumingGroup: Sendable {
    let broker: TestBroker
    let topic: String
    let group = "group-" + UUID().uuidString.prefix(8).lowercased()
    private let logger: Logger
    private let applied = Mutex<[Int64]>([])
    private let isMended = Mutex(false)
    private let parts = Mutex<(producer: KafkaProducer, admin: KafkaAdmin, consumer: KafkaConsumer)?>(nil)

    /// - Parameter topic: of another group; nil for one of its own.
    init(_ broker: TestBroker, topic: String? = nil) throws {
        self.broker = broker
        self.topic = try topic ?? broker.makeTopic("numbers")
        let quiet = LoggingSystem()
        quiet.setOutput { _ in }
        logger = Logger(label: "test", system: quiet)
    }

    static func run(_ broker: TestBroker, topic: String? = nil, _ body: (ConsumingGroup) throws -> Void) throws {
        let group = try ConsumingGroup(broker, topic: topic)
        try group.start()
        defer { group.stop() }
        try body(group)
    }

    var deadLetterTopic: String { "\(topic).\(group).dlt" }
    var numbers: [Int64] { applied.withLock { $0 } }
    /// Nothing waits: what is committed is all that there is.
    var hasCaughtUp: Bool {
        let partitions = parts.withLock { $0?.consumer.assignment } ?? []
        return partitions.count == 3 && partitions.allSatisfy { $0.committed == $0.highWatermark }
    }
    func mend() { isMended.withLock { $0 = true } }

    func send(_ records: [ProducerRecord]) throws {
        guard let producer = parts.withLock({ $0?.producer }) else { return }
        for result in producer.sendAll(records, deadline: .now + .seconds(30)) { _ = try result.get() }
    }

    private func start() throws {
        let producer = try KafkaProducer(
            broker.configuration(properties: ["message.max.bytes": "2097152"]), logger: logger)
        try producer.start()
        let admin = try KafkaAdmin(broker.configuration(), logger: logger)
        let queue = DeadLetterQueue(producer: producer, cluster: admin, group: group, logger: logger)
        let subscription = Subscription(topic: topic, of: NumberEvent.self) { [unowned self] in apply($0) }
        let processor = RecordProcessor(
            subscriptions: [subscription],
            environment: ProcessingEnvironment(
                metrics: ListenerMetrics(topics: [topic], registry: MetricsRegistry()), logger: logger,
                park: { queue.park($0) }))
        let consumer = try KafkaConsumer(
            KafkaConsumerConfiguration(base: broker.configuration(), groupID: group, topics: [topic]), logger: logger
        ) { processor.process($0) }
        try consumer.start()
        parts.withLock { $0 = (producer, admin, consumer) }
    }

    private func stop() {
        guard let (producer, admin, consumer) = parts.withLock({ $0 }) else { return }
        consumer.stop(by: .now + .seconds(5))
        producer.stop(by: .now + .seconds(5))
        admin.close()
    }

    private func apply(_ deliveries: [Delivery<NumberEvent>]) -> [RejectedDelivery] {
        let isMended = isMended.withLock { $0 }
        var rejected: [RejectedDelivery] = []
        for (index, delivery) in deliveries.enumerated() {
            guard let number = delivery.event?.number else { continue }
            if number < 0, !isMended {
                rejected.append(
                    RejectedDelivery(index: index, code: "negative", reason: "the number \(number) is below zero"))
            } else {
                applied.withLock { $0.append(number) }
            }
        }
        return rejected
    }
}

func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
        if try condition() { return true }
        Thread.sleep(forTimeInterval: 0.05)
    }
    return try condition()
}
