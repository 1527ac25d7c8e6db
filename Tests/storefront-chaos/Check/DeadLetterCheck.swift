import Kafka
import StorefrontContracts
import StructuredLogging
import TestSupport

/// Looks whether the dead-letter topics hold every poison record, and nothing else: reads them from the beginning to the
/// end, all of those that the broker says it has.
enum DeadLetterCheck {
    struct Result: Sendable {
        var found = 0
        /// "topic: mark"
        var missing: [String] = []
        /// Good records that a service gave up.
        var unexpected: [String] = []
    }

    /// Looks again and again until nothing is missing, at most for `patience`.
    ///
    /// - Parameter expected: the marks that must lie in each topic.
    /// - Throws: when the topics could not be read to their ends.
    static func run(_ broker: FleetBroker, expected: [String: Set<String>], patience: Duration) throws -> Result {
        let deadline = ContinuousClock.now + patience
        while true {
            do {
                let result = try look(broker, expected)
                if result.missing.isEmpty || ContinuousClock.now > deadline { return result }
            } catch let error as KafkaError where error.isRetriable && ContinuousClock.now < deadline {}
            Waiting.pause(.seconds(1))
        }
    }

    private static func look(_ broker: FleetBroker, _ expected: [String: Set<String>]) throws -> Result {
        let configuration = KafkaConfiguration(bootstrapServers: broker.bootstrapServers, clientID: "chaos")
        let logger = Logger(label: "chaos.dead-letters")
        let admin = try KafkaAdmin(configuration, logger: logger)
        defer { admin.close() }
        let topics = try admin.describeCluster(timeout: .seconds(15)).topics
        let reader = try KafkaTopicReader(configuration, logger: logger)
        var marks: [String: Set<String>] = [:]
        var result = Result()
        for (topic, partitions) in topics where topic.hasSuffix(DeadLetterTopic.suffix) {
            try reader.read(topic, partitions: partitions) { record in
                if let mark = record.text(RecordFaults.markHeader) {
                    marks[topic, default: []].insert(mark)
                } else {
                    let key = record.key.map { String(decoding: $0, as: UTF8.self) } ?? "no key"
                    let reason = record.text(.reason) ?? "no reason"
                    result.unexpected.append("\(topic): \(key): \(reason)")
                }
            }
        }
        // A broker that shows no topics at all has no dead letters to read, either.
        result.missing = RecordFaults.names.filter { topics[$0] == nil }.map { "the topic \($0) itself" }
        result.found = marks.values.reduce(0) { $0 + $1.count }
        result.missing += expected.flatMap { topic, wanted in
            wanted.subtracting(marks[topic, default: []]).map { "\(topic): \($0)" }
        }.sorted()
        return result
    }
}
