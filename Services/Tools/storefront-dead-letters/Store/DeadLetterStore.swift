import FoundationEssentials
import JSON
import Kafka
import StorefrontContracts
import StructuredLogging

/// The dead-letter topics of a cluster and the notes of what was done with their records.
final class DeadLetterStore {
    private let configuration: KafkaConfiguration
    private let reader: KafkaTopicReader
    private let admin: KafkaAdmin
    private let logger = Logger(label: "storefront-dead-letters")
    private var producer: KafkaProducer?
    private var noteTopics: Set<String> = []

    /// How long the broker may be silent.
    private let patience: Duration

    /// - Parameter environment: where security and time-outs of the client are taken from.
    init(
        bootstrapServers: String, patience: Duration = .seconds(15),
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(KafkaError) {
        self.patience = patience
        var configuration = try KafkaConfiguration(
            bootstrapServers: bootstrapServers, clientID: "storefront-dead-letters", environment: environment)
        configuration.properties["message.max.bytes"] = String(DeadLetterTopic.maximumMessageBytes)
        self.configuration = configuration
        reader = try KafkaTopicReader(configuration, logger: logger)
        admin = try KafkaAdmin(configuration, logger: logger)
    }

    func close() {
        producer?.stop(by: .now + .seconds(5))
        admin.close()
    }

    /// Every topic and how many partitions it has.
    func topics() throws(BrokerAway) -> [String: Int] {
        do {
            return try admin.describeCluster(timeout: patience).topics
        } catch {
            throw BrokerAway(servers: configuration.bootstrapServers, error: error)
        }
    }

    struct BrokerAway: Error, CustomStringConvertible {
        let servers: String
        let error: KafkaError

        var description: String { "no Kafka broker answers at \(servers) (--kafka names another): \(error)" }
    }

    // MARK: Reading

    /// In the order of their places.
    func letters(in selection: DeadLetterSelection) throws -> [DeadLetter] {
        var found: [DeadLetter] = []
        try forEach(in: selection) { letter, _ in found.append(letter) }
        return found.sorted { $0.place < $1.place }
    }

    func letter(at place: DeadLetterPlace) throws -> (letter: DeadLetter, record: ConsumerRecord)? {
        let topics = try topics()
        guard let partitions = topics[place.topic], place.partition < partitions,
            let record = try reader.record(
                topic: place.topic, partition: place.partition, offset: place.offset, patience: patience)
        else { return nil }
        var letter = DeadLetter(record)
        letter.handled = try handled(of: place.topic, topics)[letter.subject]
        return (letter, record)
    }

    /// Each selected dead letter with its record, topic by topic, in order per partition.
    func forEach(
        in selection: DeadLetterSelection, _ body: (DeadLetter, ConsumerRecord) throws -> Void
    ) throws {
        let topics = try topics()
        for topic in topics.keys.sorted() where topic.hasSuffix(DeadLetterTopic.suffix) && selection.mayLie(in: topic) {
            let handled = try handled(of: topic, topics)
            try reader.read(topic, partitions: topics[topic] ?? 0, patience: patience) { record in
                var letter = DeadLetter(record)
                guard selection.matches(letter) else { return }
                letter.handled = handled[letter.subject]
                try body(letter, record)
            }
        }
    }

    /// The record that a dead letter is only a part of; nil when it is not there any more.
    func sourceRecord(of letter: DeadLetter) throws(KafkaError) -> ConsumerRecord? {
        guard let source = letter.source,
            let record = try reader.record(
                topic: source.topic, partition: source.partition, offset: source.offset, patience: patience),
            letter.isPart(of: record)
        else { return nil }
        return record
    }

    private func handled(of topic: String, _ topics: [String: Int]) throws -> [HandledMark.Subject: HandledMark] {
        let notes = topic + HandledMark.topicSuffix
        guard let partitions = topics[notes] else { return [:] }
        var marks: [HandledMark.Subject: HandledMark] = [:]
        try reader.read(notes, partitions: partitions, patience: patience) { record in
            // A note that cannot be read is not ours, and says nothing.
            guard let value = record.value, let mark = try? HandledMark.read(value) else { return }
            marks[mark.subject] = mark
        }
        return marks
    }

    // MARK: Writing

    /// One result each, in order.
    func send(_ records: [ProducerRecord]) throws -> [Result<RecordMetadata, KafkaError>] {
        try startedProducer().sendAll(records, deadline: .now + patience)
    }

    /// Notes what was done, in order; nil for each note that the broker has, else why it has not.
    func note(_ marks: [HandledMark], of deadLetterTopic: String) throws -> [KafkaError?] {
        let notes = deadLetterTopic + HandledMark.topicSuffix
        if !noteTopics.contains(notes) {
            // One partition: the notes are in one order. Kept for ever, as the dead letters are.
            _ = try admin.createTopics(
                [
                    TopicSpecification(
                        name: notes, partitions: 1, settings: ["cleanup.policy": "delete", "retention.ms": "-1"])
                ], timeout: patience)
            noteTopics.insert(notes)
        }
        return try send(marks.map { $0.record(for: deadLetterTopic) }).map { result in
            if case .failure(let error) = result { error } else { nil }
        }
    }

    private func startedProducer() throws -> KafkaProducer {
        if let producer { return producer }
        let producer = try KafkaProducer(configuration, logger: logger)
        try producer.start()
        self.producer = producer
        return producer
    }
}
