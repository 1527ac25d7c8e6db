import Kafka
import Mongo
import PrometheusMetrics
import Synchronization
import Testing

@testable import ServiceHost

@Suite struct RecordProcessorTests {
    private let fixture = ProcessorFixture()

    @Test func `a good batch is applied in one call, in order`() {
        let outcome = fixture.process((0..<5).map { .make($0) })
        #expect(outcome.isDone)
        #expect(fixture.applied == [0, 1, 2, 3, 4])
        #expect(fixture.log.withLock { $0.batches } == [5])
        #expect(fixture.letters.isEmpty)
    }

    @Test func `records that cannot be read become dead letters, the others are applied`() {
        let outcome = fixture.process([
            .make(0), .make(1, value: "not json"), .make(2, value: #"{"number":"two"}"#), .make(3),
            .make(4, headers: [KafkaHeader("ce_sequence", "many")]),
        ])
        #expect(outcome.isDone)
        #expect(fixture.applied == [0, 3])
        #expect(fixture.letters.map(\.record.offset) == [1, 2, 4])
        #expect(fixture.letters.map(\.code) == ["not-json", "wrong-schema", "bad-envelope"])
        #expect(fixture.letters.allSatisfy { $0.attempts == 1 })
    }

    @Test func `what the handler rejects becomes a dead letter at its own place of the batch`() {
        fixture.answer { $0 == 3 ? .reject(code: "unknown-order", reason: "no order has this guid") : .apply }
        let outcome = fixture.process([.make(0, value: "{"), .make(1), .make(2), .make(3), .make(4)])
        #expect(outcome.isDone)
        #expect(fixture.applied == [1, 2, 4])
        #expect(fixture.letters.map(\.record.offset) == [0, 3])
        #expect(fixture.letters.last?.code == "unknown-order")
        #expect(fixture.letters.last?.reason == "no order has this guid")
    }

    @Test func `a record without a value is a deletion`() {
        let record = ConsumerRecord(
            topic: ProcessorFixture.topic, partition: 0, offset: 7, timestampMilliseconds: 1, key: nil, value: nil,
            headers: [])
        #expect(fixture.process([record]).isDone)
        #expect(fixture.applied == [-1])
    }

    @Test
    func `a record is not done with before its dead letter is acknowledged, and the others are not applied again`() {
        fixture.log.withLock { $0.isBrokerAway = true }
        let records: [ConsumerRecord] = [.make(0), .make(1, value: "["), .make(2)]
        for _ in 0..<3 {
            guard case .retry(from: 1, _) = fixture.process(records) else { return #expect(Bool(false)) }
        }
        #expect(fixture.letters.isEmpty)
        fixture.log.withLock { $0.isBrokerAway = false }
        #expect(fixture.process(Array(records.dropFirst())).isDone)
        #expect(fixture.letters.map(\.record.offset) == [1])
        #expect(fixture.applied == [0, 2])
    }

    @Test(arguments: [MongoError.away as any Error, KafkaError.away])
    func `while the database or the broker is away records wait, for ever, with longer and longer pauses`(
        error: any Error & Sendable
    ) {
        fixture.answer { _ in .fail(error) }
        var pauses: [Duration] = []
        for _ in 0..<500 {
            guard case .retry(from: 0, let pause) = fixture.process([.make(0), .make(1)]) else {
                return #expect(Bool(false))
            }
            pauses.append(pause)
        }
        // Half of the jitter: three quarters of the whole pause.
        #expect(pauses.prefix(7) == [75, 150, 300, 600, 1_200, 2_400, 3_750].map { Duration.milliseconds($0) }[...])
        #expect(pauses.last == .milliseconds(3_750))
        #expect(fixture.letters.isEmpty)
        fixture.answer { _ in .apply }
        #expect(fixture.process([.make(0), .make(1)]).isDone)
        #expect(fixture.applied == [0, 1])
    }

    @Test func `one poison record blocks its own key for a minute and no other`() {
        fixture.answer { $0 == 1 ? .fail(MongoError.refused) : .apply }
        let records: [ConsumerRecord] = [
            .make(0, key: "a"), .make(1, key: "b"), .make(2, key: "a"), .make(3, key: "b"), .make(4, key: "c"),
        ]
        guard case .retry(from: 1, _) = fixture.process(records) else { return #expect(Bool(false)) }
        #expect(fixture.applied == [0, 0, 2, 4], "the whole batch, up to the failure, then one by one")

        let time = fixture.deliver(Array(records.dropFirst()))
        #expect(time > .seconds(40) && time < .seconds(80))
        #expect(fixture.applied == [0, 0, 2, 4, 3])
        #expect(fixture.letters.map(\.record.offset) == [1])
        #expect(fixture.letters.first?.code == "handler-failed")
        #expect(fixture.letters.first?.reason.contains("document failed validation") == true)
        #expect(fixture.letters.first?.attempts == ProcessingPass.suspectAttempts)
    }

    @Test func `two poison records of different keys are counted apart`() {
        fixture.answer { $0 == 0 || $0 == 2 ? .fail(MongoError.refused) : .apply }
        _ = fixture.deliver((0..<4).map { .make($0) })
        #expect(fixture.letters.map(\.record.offset).sorted() == [0, 2])
        #expect(fixture.letters.allSatisfy { $0.attempts == ProcessingPass.suspectAttempts })
        #expect(fixture.applied == [1, 3])
    }

    @Test func `a poison record that gets well in time is applied and is no dead letter`() {
        fixture.answer { $0 == 0 ? .fail(MongoError.refused) : .apply }
        let records: [ConsumerRecord] = [.make(0, key: "a"), .make(1, key: "a"), .make(2, key: "b")]
        _ = fixture.deliver(records, limit: 5)
        #expect(fixture.applied == [2])
        fixture.answer { _ in .apply }
        _ = fixture.deliver(records)
        #expect(fixture.applied == [2, 0, 1])
        #expect(fixture.letters.isEmpty)
    }

    @Test func `an outage while a poison record is tried neither counts against it nor against others`() {
        fixture.answer { $0 == 0 ? .fail(MongoError.refused) : .apply }
        let records: [ConsumerRecord] = [.make(0), .make(1)]
        _ = fixture.deliver(records, limit: 3)
        fixture.answer { _ in .fail(MongoError.away) }
        _ = fixture.deliver(records, limit: 100)
        #expect(fixture.letters.isEmpty)
        fixture.answer { $0 == 0 ? .fail(MongoError.refused) : .apply }
        _ = fixture.deliver(records)
        #expect(fixture.letters.first?.attempts == ProcessingPass.suspectAttempts)
        #expect(fixture.applied == [1])
    }

    @Test func `a topic that was made anew has the same offsets and none of them is taken for done`() {
        fixture.answer { $0 == 0 ? .fail(MongoError.refused) : .apply }
        _ = fixture.process([.make(0), .make(1)])
        #expect(fixture.applied == [1])
        fixture.answer { _ in .apply }
        #expect(fixture.process([.make(0, timestamp: 9_000), .make(1, timestamp: 9_000)]).isDone)
        #expect(fixture.applied == [1, 0, 1])
    }

    @Test func `partitions do not wait for each other`() {
        fixture.answer { $0 == 0 ? .fail(MongoError.away) : .apply }
        guard case .retry = fixture.process([.make(0)]) else { return #expect(Bool(false)) }
        let other = ConsumerRecord(
            topic: ProcessorFixture.topic, partition: 1, offset: 0, timestampMilliseconds: 1_000, key: nil,
            value: Array(#"{"number":8}"#.utf8), headers: [])
        #expect(fixture.process([other]).isDone)
        #expect(fixture.applied == [8])
    }

    @Test func `each record counts once as applied, as dead letter, and as a call of its listener`() {
        fixture.answer { $0 == 2 ? .reject(code: "no", reason: "no") : .apply }
        _ = fixture.process((0..<5).map { .make($0) })
        fixture.answer { _ in .fail(MongoError.away) }
        _ = fixture.process([.make(5)])
        let text = String(decoding: fixture.registry.render(), as: UTF8.self)
        for line in [
            #"storefront_events_applied_total{topic="numbers"} 4.0"#,
            #"storefront_dead_letters_total{topic="numbers"} 1.0"#,
            #"spring_kafka_listener_seconds_count{exception="none",name="numbers",result="success"} 5"#,
            #"spring_kafka_listener_seconds_count{exception="ListenerExecutionFailedException",name="numbers",result="failure"} 1"#,
        ] {
            #expect(text.contains(line), "\(line) in\n\(text)")
        }
    }
}

extension BatchOutcome {
    var isDone: Bool { if case .done = self { true } else { false } }
}
