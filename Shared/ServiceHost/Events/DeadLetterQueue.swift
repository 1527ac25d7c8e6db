import Kafka
import StorefrontContracts
import StructuredLogging
import Synchronization

/// Puts dead letters into `<topic>.<group>.dlt`, which it creates when the first one comes. Thread-safe; blocks the
/// caller until the broker has acknowledged: at most about fifteen seconds, and ten more for each that is too large.
final class DeadLetterQueue: Sendable {
    private let producer: KafkaProducer
    private let cluster: any KafkaCluster
    private let group: String
    private let logger: Logger
    private let known = Mutex<Set<String>>([])

    private static let patience: Duration = .seconds(5)
    /// `RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE`, Kafka's MESSAGE_TOO_LARGE.
    private static let messageTooLarge: Int32 = 10

    init(producer: KafkaProducer, cluster: any KafkaCluster, group: String, logger: Logger) {
        self.producer = producer
        self.cluster = cluster
        self.group = group
        self.logger = logger
    }

    /// True for each that is acknowledged, in order.
    func park(_ letters: [DeadLetter]) -> [Bool] {
        do {
            try prepareTopics(Set(letters.map { DeadLetterTopic.name(for: $0.record.topic, group: group) }))
        } catch {
            logger.warning(
                "there is no dead-letter topic, and it cannot be created; the records wait",
                metadata: ["error": .string("\(error)")])
            return letters.map { _ in false }
        }
        return send(letters)
    }

    private func send(_ letters: [DeadLetter]) -> [Bool] {
        let results = producer.sendAll(
            letters.map { $0.producerRecord(group: group) }, deadline: .now + Self.patience)
        return zip(letters, results).map { letter, result in
            guard case .failure(let error) = result else { return true }
            return error.code == Self.messageTooLarge ? sendLess(of: letter) : isParked(letter, result)
        }
    }

    /// Source topics of others may take larger records than any dead-letter topic: then the letter says where the
    /// value is, or where the whole record is, and the partition goes on.
    private func sendLess(of letter: DeadLetter) -> Bool {
        let result = send(letter, .withoutValue)
        guard case .failure(let error) = result, error.code == Self.messageTooLarge else {
            return isParked(letter, result)
        }
        logger.warning(
            "a record is too large for a dead letter even without its value, which only names its place",
            metadata: ["record": .string(letter.record.origin)])
        return isParked(letter, send(letter, .place))
    }

    private func send(_ letter: DeadLetter, _ extent: DeadLetter.Extent) -> Result<RecordMetadata, KafkaError> {
        producer.sendAll([letter.producerRecord(group: group, carrying: extent)], deadline: .now + Self.patience)[0]
    }

    private func isParked(_ letter: DeadLetter, _ result: Result<RecordMetadata, KafkaError>) -> Bool {
        guard case .failure(let error) = result else { return true }
        // The topic may have gone with its broker.
        known.withLock { $0.removeAll() }
        logger.warning(
            "a dead letter was not acknowledged; its record waits",
            metadata: ["record": .string(letter.record.origin), "error": .string("\(error)")])
        return false
    }

    private func prepareTopics(_ names: Set<String>) throws(KafkaError) {
        let missing = names.subtracting(known.withLock { $0 }).sorted()
        guard !missing.isEmpty else { return }
        do throws(KafkaError) {
            _ = try cluster.create(missing.map(Self.specification), timeout: Self.patience)
        } catch {
            // Without the right to create topics those that somebody made before are used. No others: where brokers make
            // what they do not know, they would keep it for a week.
            let present = try cluster.describe(timeout: Self.patience).topics
            guard missing.allSatisfy({ present[$0] != nil }) else { throw error }
            logger.warning(
                "dead-letter topics are there and can be neither created nor checked",
                metadata: ["topics": .string(missing.joined(separator: " ")), "error": .string("\(error)")])
        }
        known.withLock { $0.formUnion(missing) }
    }

    private static func specification(_ name: String) -> TopicSpecification {
        TopicSpecification(
            name: name,
            settings: [
                "cleanup.policy": "delete", "retention.ms": "-1",
                "max.message.bytes": String(DeadLetter.maximumMessageBytes),
            ])
    }
}
