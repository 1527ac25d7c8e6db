import Kafka
import StructuredLogging
import Synchronization
import TestSupport

/// Looks whether the dead-letter topics hold every poison record, and nothing else.
enum DeadLetterCheck {
    struct Result: Sendable {
        var found = 0
        /// "topic: mark"
        var missing: [String] = []
        /// Good records that a service gave up.
        var unexpected: [String] = []
    }

    static func run(_ broker: FleetBroker, expected: [String: Set<String>], patience: Duration) throws -> Result {
        let topics = RecordFaults.names.flatMap { topic in
            RecordFaults.readers[topic, default: []].map { "\(topic).\($0.rawValue).dlt" }
        }
        let letters = Letters()
        let consumer = try KafkaConsumer(
            KafkaConsumerConfiguration(
                base: KafkaConfiguration(bootstrapServers: broker.bootstrapServers, clientID: "chaos"),
                groupID: "chaos-dead-letters", topics: topics),
            logger: Logger(label: "chaos.dead-letters")
        ) { batch in
            letters.add(batch)
            return .done
        }
        try consumer.start()
        defer { consumer.stop(by: .now + .seconds(3)) }
        let isComplete = Waiting.until(.now + patience) { letters.missing(expected).isEmpty }
        // What nobody expects may come behind what is expected.
        if isComplete { Waiting.pause(.seconds(expected.isEmpty ? 5 : 2)) }
        return letters.result(expected)
    }

    private final class Letters: Sendable {
        private struct State {
            var marks: [String: Set<String>] = [:]
            var unexpected: [String] = []
        }
        private let state = Mutex(State())

        func add(_ batch: [ConsumerRecord]) {
            state.withLock { state in
                for record in batch {
                    if let mark = text(RecordFaults.markHeader, of: record) {
                        state.marks[record.topic, default: []].insert(mark)
                    } else {
                        let reason = text("dlt-reason", of: record) ?? "no reason"
                        let key = record.key.map { String(decoding: $0, as: UTF8.self) } ?? "no key"
                        state.unexpected.append("\(record.topic): \(key): \(reason)")
                    }
                }
            }
        }

        private func text(_ header: String, of record: ConsumerRecord) -> String? {
            record.headers.lastValue(of: header).map { String(decoding: $0, as: UTF8.self) }
        }

        func missing(_ expected: [String: Set<String>]) -> [String] {
            let marks = state.withLock { $0.marks }
            return expected.flatMap { topic, wanted in
                wanted.subtracting(marks[topic, default: []]).map { "\(topic): \($0)" }
            }.sorted()
        }

        func result(_ expected: [String: Set<String>]) -> Result {
            state.withLock { state in
                Result(
                    found: state.marks.values.reduce(0) { $0 + $1.count }, missing: [], unexpected: state.unexpected)
            }.with(missing: missing(expected))
        }
    }
}

extension DeadLetterCheck.Result {
    fileprivate func with(missing: [String]) -> Self {
        var result = self
        result.missing = missing
        return result
    }
}
