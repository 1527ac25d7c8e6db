import Foundation
import Kafka
import TestSupport
import Testing
import Threads

struct KafkaConsumerTests {
    @Test(arguments: TestBroker.available)
    func `what a stopped consumer has done is committed, and the next one goes on exactly there`(
        broker: TestBroker
    ) throws {
        let topic = try broker.makeTopic(partitions: 1)
        let group = UUID().uuidString
        let producer = try broker.makeProducer()
        defer { producer.stop(by: .soon) }
        let sent = (0..<300).map { ProducerRecord(topic, "k", String($0)) }
        #expect(producer.sendAll(sent, deadline: .soon).allSatisfy { (try? $0.get()) != nil })

        // Handles 50 at a time, and of the third batch only seven.
        let first = Inbox()
        let stuck = Signal(false)
        let one = try broker.makeConsumer([topic], group: group, maximumBatch: 50) { batch in
            guard batch[0].number >= 100 else {
                first.add(batch)
                return .done
            }
            if batch[0].number == 100 { first.add(Array(batch[..<7])) }
            stuck.update { $0 = true }
            return .retry(from: batch[0].number == 100 ? 7 : 0, after: .seconds(60))
        }
        #expect(stuck.wait(until: .soon) { $0 ? true : nil } != nil)
        one.stop(by: .soon)
        #expect(first.all.map(\.number) == Array(0..<107))
        #expect(one.assignment.isEmpty)

        let second = Inbox()
        let two = try broker.makeConsumer([topic], group: group) {
            second.add($0)
            return .done
        }
        defer { two.stop(by: .soon) }
        #expect(second.wait(for: 193)?.map(\.number) == Array(107..<300))
    }

    @Test(arguments: TestBroker.available)
    func `a batch that is to be retried comes again from the first undone record while other partitions go on`(
        broker: TestBroker
    ) throws {
        let topic = try broker.makeTopic(partitions: 2)
        let producer = try broker.makeProducer()
        defer { producer.stop(by: .soon) }
        let calls = Signal<[Call]>([])
        let other = Inbox()
        let isMended = Signal(false)
        let consumer = try broker.makeConsumer([topic]) { batch in
            guard batch[0].partition == 0 else {
                other.add(batch)
                return .done
            }
            let numbers = batch.map(\.number)
            guard !isMended.update({ $0 }), let bad = numbers.firstIndex(of: 5) else {
                calls.update { $0.append(Call(numbers: numbers, done: numbers.count)) }
                return .done
            }
            calls.update { $0.append(Call(numbers: numbers, done: bad)) }
            return .retry(from: bad, after: .milliseconds(300))
        }
        defer { consumer.stop(by: .soon) }
        let good = (0..<10).map { ProducerRecord(topic, "a", String($0), partition: 0) }
        #expect(producer.sendAll(good, deadline: .soon).allSatisfy { (try? $0.get()) != nil })
        // Blocked at 5, again and again, with what comes later waiting behind it …
        #expect(calls.wait(until: .soon) { $0.count { $0.numbers.first == 5 } >= 3 ? true : nil } != nil)
        let more = (10..<20).map { ProducerRecord(topic, "a", String($0), partition: 0) }
        #expect(producer.sendAll(more, deadline: .soon).allSatisfy { (try? $0.get()) != nil })
        // … while the other partition moves.
        let beside = (0..<10).map { ProducerRecord(topic, "b", String($0), partition: 1) }
        #expect(producer.sendAll(beside, deadline: .soon).allSatisfy { (try? $0.get()) != nil })
        #expect(other.wait(for: 10)?.map(\.number) == Array(0..<10))
        // The blocked one is paused, not read on and hoarded.
        let tries = calls.update { $0.count }
        #expect(calls.wait(until: .soon) { $0.count >= tries + 3 ? true : nil } != nil)
        #expect(calls.update { $0 }.allSatisfy { !$0.numbers.contains(10) })

        isMended.update { $0 = true }
        #expect(calls.wait(until: .soon) { $0.last?.numbers.last == 19 ? true : nil } != nil)
        // Each try began at the first undone record; done ones never came again and nothing was left out.
        var next = 0
        for call in calls.update({ $0 }) {
            #expect(call.numbers == Array(next..<next + call.numbers.count))
            next += call.done
        }
    }

    @Test(arguments: TestBroker.available)
    func `members come and go under a steady stream: nothing is lost, and what is repeated is so in order`(
        broker: TestBroker
    ) throws {
        let topic = try broker.makeTopic(partitions: 6)
        let group = UUID().uuidString
        let producer = try broker.makeProducer()
        defer { producer.stop(by: .soon) }
        let effects = Signal(Effects())
        let handle: @Sendable ([ConsumerRecord]) -> BatchOutcome = { batch in
            effects.update { effects in for record in batch { effects.apply(record) } }
            return .done
        }
        let isEnough = Signal(false)
        let sent = Signal(0)
        let stream = NamedThread("stream") {
            var round = 0
            while !isEnough.update({ $0 }) {
                let records = (0..<60).map { ProducerRecord(topic, "key-\($0)", String(round)) }
                if producer.sendAll(records, deadline: .soon).allSatisfy({ (try? $0.get()) != nil }) {
                    sent.update { $0 += 60 }
                    round += 1
                }
            }
        }
        defer {
            isEnough.update { $0 = true }
            stream.join()
        }
        func waitForMore() {
            let goal = effects.update { $0.fresh } + 600
            #expect(effects.wait(until: .soon) { $0.fresh >= goal ? true : nil } != nil)
        }
        func waitForMembers(_ members: [KafkaConsumer]) {
            // Each has partitions, and together they have them all.
            #expect(
                eventually {
                    let counts = members.map(\.assignment.count)
                    return counts.reduce(0, +) == 6 && !counts.contains(0)
                })
        }
        let one = try broker.makeConsumer([topic], group: group, maximumBatch: 20, handle: handle)
        waitForMore()
        let two = try broker.makeConsumer([topic], group: group, maximumBatch: 20, handle: handle)
        waitForMembers([one, two])
        waitForMore()
        one.stop(by: .soon)
        waitForMembers([two])
        waitForMore()
        let three = try broker.makeConsumer([topic], group: group, maximumBatch: 20, handle: handle)
        waitForMembers([two, three])
        waitForMore()
        two.stop(by: .soon)
        isEnough.update { $0 = true }
        stream.join()
        let total = sent.update { $0 }
        #expect(effects.wait(until: .soon) { $0.fresh >= total ? true : nil } != nil)
        three.stop(by: .soon)
        let result = effects.update { $0 }
        #expect(result.fresh == total)
        #expect(result.gaps == [])
        // librdkafka 2.0.2 takes a rebalance that overtakes another for the loss of its partitions, and then nothing can
        // be committed: a few records come again. Who applies them knows them by their version.
        print("\(broker): \(result.repeated) of \(total) records came twice over four rebalances")
    }

    @Test(arguments: TestBroker.available)
    func `a topic that comes later is read from its start`(broker: TestBroker) throws {
        let there = try broker.makeTopic()
        let late = "late.\(UUID().uuidString)"
        let inbox = Inbox()
        let consumer = try broker.makeConsumer([there, late]) {
            inbox.add($0)
            return .done
        }
        defer { consumer.stop(by: .soon) }
        let producer = try broker.makeProducer()
        defer { producer.stop(by: .soon) }
        _ = producer.sendAll([ProducerRecord(there, "k", "1")], deadline: .soon)
        #expect(inbox.wait(for: 1)?.map(\.text) == ["1"])

        let admin = try KafkaAdmin(broker.configuration(), logger: logger)
        defer { admin.close() }
        _ = try admin.createTopics([TopicSpecification(name: late)], timeout: .seconds(30))
        #expect(
            eventually { (try? producer.sendAll([ProducerRecord(late, "k", "2")], deadline: .soon)[0].get()) != nil })
        #expect(inbox.wait(for: 2)?.map(\.text) == ["1", "2"])
    }

    @Test(arguments: TestBroker.available)
    func `a topic that is deleted and made again is written and read from its start`(broker: TestBroker) throws {
        let topic = try broker.makeTopic(partitions: 1)
        let admin = try KafkaAdmin(broker.configuration(), logger: logger)
        defer { admin.close() }
        let producer = try broker.makeProducer()
        defer { producer.stop(by: .soon) }
        let inbox = Inbox()
        let consumer = try broker.makeConsumer([topic]) {
            inbox.add($0)
            return .done
        }
        defer { consumer.stop(by: .soon) }
        for number in 0..<5 { _ = producer.sendAll([ProducerRecord(topic, "k", String(number))], deadline: .soon) }
        #expect(inbox.wait(for: 5)?.map(\.number) == Array(0..<5))
        #expect(eventually { consumer.assignment.map(\.committed) == [5] })

        try admin.deleteTopics([topic], timeout: .seconds(30))
        #expect(try eventually { try admin.describeCluster(timeout: .seconds(30)).topics[topic] == nil })
        #expect(
            try eventually {
                let outcome = try admin.createTopics(
                    [TopicSpecification(name: topic, partitions: 1)], timeout: .seconds(30))
                return outcome[topic] == .created || outcome[topic] == .present
            })
        for number in 5..<8 {
            // As the outbox does it: until the broker has it.
            #expect(
                eventually {
                    (try? producer.sendAll([ProducerRecord(topic, "k", String(number))], deadline: .soon)[0].get())
                        != nil
                })
        }
        #expect(inbox.wait(for: 8)?.map(\.number) == Array(0..<8))
    }

    @Test(arguments: TestBroker.available)
    func `the assignment tells what is committed and what there is`(broker: TestBroker) throws {
        let topic = try broker.makeTopic(partitions: 2)
        let producer = try broker.makeProducer()
        defer { producer.stop(by: .soon) }
        let inbox = Inbox()
        let isOpen = Signal(false)
        let consumer = try broker.makeConsumer([topic]) { batch in
            guard isOpen.update({ $0 }) else { return .retry(from: 0, after: .milliseconds(20)) }
            inbox.add(batch)
            return .done
        }
        defer { consumer.stop(by: .soon) }
        #expect(eventually { consumer.assignment.map(\.partition) == [0, 1] })
        let sent = (0..<5).map { ProducerRecord(topic, "k", String($0), partition: 1) }
        #expect(producer.sendAll(sent, deadline: .soon).allSatisfy { (try? $0.get()) != nil })
        #expect(eventually { consumer.assignment.map(\.highWatermark) == [0, 5] })
        #expect(consumer.assignment.map(\.committed) == [-1, -1])
        #expect(consumer.assignment.map(\.topic) == [topic, topic])
        isOpen.update { $0 = true }
        #expect(inbox.wait(for: 5) != nil)
        #expect(eventually { consumer.assignment.map(\.committed) == [-1, 5] })
    }

    @Test(arguments: TestBroker.available)
    func `a batch keeps to its limits and to one partition`(broker: TestBroker) throws {
        let topic = try broker.makeTopic(partitions: 3)
        let producer = try broker.makeProducer()
        defer { producer.stop(by: .soon) }
        let body = String(repeating: "x", count: 200_000)
        let sent = (0..<60).map { ProducerRecord(topic, "k", body, partition: Int32($0 % 3)) }
        #expect(producer.sendAll(sent, deadline: .soon).allSatisfy { (try? $0.get()) != nil })
        let batches = Signal<[[ConsumerRecord]]>([])
        let consumer = try broker.makeConsumer([topic], maximumBatch: 7) { batch in
            batches.update { $0.append(batch) }
            return .done
        }
        defer { consumer.stop(by: .soon) }
        #expect(batches.wait(until: .soon) { $0.joined().count >= 60 ? true : nil } != nil)
        for batch in batches.update({ $0 }) {
            #expect((1...7).contains(batch.count))
            #expect(Set(batch.map(\.partition)).count == 1)
        }
        #expect(batches.update { $0 }.joined().count == 60)
    }

    @Test func `a consumer that cannot work is refused when it is made`() throws {
        func fault(_ configuration: KafkaConsumerConfiguration) -> String {
            do throws(KafkaError) {
                _ = try KafkaConsumer(configuration, logger: logger) { _ in .done }
                return "none"
            } catch {
                return error.message
            }
        }
        let base = KafkaConfiguration(bootstrapServers: "127.0.0.1:1", clientID: "c")
        #expect(fault(KafkaConsumerConfiguration(base: base, groupID: "g", topics: [])).contains("needs a topic"))
        #expect(
            fault(KafkaConsumerConfiguration(base: base, groupID: "g", topics: ["t"], offsetReset: "first"))
                .contains("auto.offset.reset cannot be \"first\""))
        let automatic = KafkaConfiguration(
            bootstrapServers: "127.0.0.1:1", clientID: "c", properties: ["enable.auto.commit": "true"])
        #expect(
            fault(KafkaConsumerConfiguration(base: automatic, groupID: "g", topics: ["t"]))
                == "the Kafka property enable.auto.commit cannot be set: it is always false")
    }
}

/// A batch that a handler was given, and how much of it it did.
private struct Call {
    let numbers: [Int]
    let done: Int
}

/// What a consumer has that counts the numbers of each key up from 0: new ones must follow each other without a gap.
struct Effects {
    private var next: [String: Int] = [:]
    private(set) var fresh = 0
    private(set) var repeated = 0
    private(set) var gaps: [String] = []

    mutating func apply(_ record: ConsumerRecord) {
        let expected = next[record.keyText, default: 0]
        guard record.number >= expected else {
            repeated += 1
            return
        }
        if record.number > expected, gaps.count < 10 {
            gaps.append("\(record.keyText): \(record.number) instead of \(expected), offset \(record.offset)")
        }
        next[record.keyText] = record.number + 1
        fresh += 1
    }
}
