import Kafka
import StorefrontContracts
import StructuredLogging
import Synchronization

/// Puts dead letters into `<topic>.<group>.dlt`, which it creates when the first one comes. Thread-safe; blocks the
/// caller until the broker has acknowledged, at most about ten seconds.
final class DeadLetterQueue: Sendable {
    private let producer: KafkaProducer
    private let admin: KafkaAdmin
    private let group: String
    private let logger: Logger
    private let known = Mutex<Set<String>>([])

    private static let patience: Duration = .seconds(5)
    /// `RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE`, Kafka's MESSAGE_TOO_LARGE.
    private static let messageTooLarge: Int32 = 10

    init(producer: KafkaProducer, admin: KafkaAdmin, group: String, logger: Logger) {
        self.producer = producer
        self.admin = admin
        self.group = group
        self.logger = logger
    }

    /// True for each that is acknowledged, in order.
    func park(_ letters: [DeadLetter]) -> [Bool] {
        do {
            try createTopics(Set(letters.map { DeadLetterTopic.name(for: $0.record.topic, group: group) }))
        } catch {
            logger.warning(
                "the dead-letter topic cannot be created; the records wait", metadata: ["error": .string("\(error)")])
            return letters.map { _ in false }
        }
        return send(letters)
    }

    private func send(_ letters: [DeadLetter]) -> [Bool] {
        let results = producer.sendAll(
            letters.map { $0.producerRecord(group: group) }, deadline: .now + Self.patience)
        return zip(letters, results).map { letter, result in
            guard case .failure(let error) = result else { return true }
            if error.code == Self.messageTooLarge { return sendWithoutValue(letter) }
            // The topic may have gone with its broker.
            known.withLock { $0.removeAll() }
            logger.warning(
                "a dead letter was not acknowledged; its record waits",
                metadata: ["record": .string(letter.record.origin), "error": .string("\(error)")])
            return false
        }
    }

    /// Source topics of others may take larger records than any dead-letter topic: then the letter says where the
    /// value is, and the partition goes on.
    private func sendWithoutValue(_ letter: DeadLetter) -> Bool {
        let record = letter.producerRecord(group: group, carryingValue: false)
        let result = producer.sendAll([record], deadline: .now + Self.patience).first
        return (try? result?.get()) != nil
    }

    private func createTopics(_ names: Set<String>) throws(KafkaError) {
        let missing = names.subtracting(known.withLock { $0 }).sorted()
        guard !missing.isEmpty else { return }
        _ = try admin.createTopics(
            missing.map { name in
                TopicSpecification(
                    name: name,
                    settings: [
                        "cleanup.policy": "delete", "retention.ms": "-1",
                        "max.message.bytes": String(DeadLetter.maximumMessageBytes),
                    ])
            }, timeout: Self.patience)
        known.withLock { $0.formUnion(missing) }
    }
}
