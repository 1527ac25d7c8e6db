@testable import Kafka
import Testing

struct PartitionLedgerTests {
    private let now = ContinuousClock.now
    private let one = TopicPartition(topic: "t", partition: 1)
    private let two = TopicPartition(topic: "t", partition: 2)

    private func records(_ offsets: ClosedRange<Int64>, of partition: TopicPartition) -> [ConsumerRecord] {
        offsets.map {
            ConsumerRecord(
                topic: partition.topic, partition: partition.partition, offset: $0, timestampMilliseconds: 0, key: nil,
                value: nil, headers: [])
        }
    }

    private func assigned() -> PartitionLedger {
        var ledger = PartitionLedger()
        ledger.assign([one, two])
        return ledger
    }

    @Test func `a done batch is committed up to the record after its last, once`() {
        var ledger = assigned()
        #expect(!ledger.hasCommits)
        let turn = ledger.handled(records(5...9, of: one), of: one, outcome: .done, wasPaused: false, now: now)
        #expect(turn == .goOn)
        #expect(ledger.takeCommits() == [one: 10])
        #expect(ledger.takeCommits() == [:])
        ledger.confirmed(10, of: one)
        #expect(ledger.committed == [one: 10, two: -1])
        #expect(ledger.revoke([one]).commits == [:])
    }

    @Test func `a retry commits what is done, pauses, and gives the rest back when its time has come`() {
        var ledger = assigned()
        let retry = BatchOutcome.retry(from: 2, after: .seconds(1))
        #expect(ledger.handled(records(5...9, of: one), of: one, outcome: retry, wasPaused: false, now: now) == .pause)
        #expect(ledger.takeCommits() == [one: 7])
        #expect(ledger.nextDue == now + .seconds(1))
        #expect(ledger.takeDue(at: now + .milliseconds(999)).isEmpty)
        // What was read before the pause took hold waits behind it.
        let isHeld = ledger.hold(records(10...10, of: one)[0], of: one)
        let isOtherHeld = ledger.hold(records(0...0, of: two)[0], of: two)
        #expect(isHeld && !isOtherHeld)
        let due = ledger.takeDue(at: now + .seconds(1))
        #expect(due.map(\.partition) == [one])
        #expect(due[0].records.map(\.offset) == [7, 8, 9, 10])
        #expect(ledger.nextDue == nil)
        // Again in vain: still paused. Then done: resumed.
        #expect(ledger.handled(due[0].records, of: one, outcome: retry, wasPaused: true, now: now) == .goOn)
        let again = ledger.takeDue(at: now + .seconds(1))
        #expect(again[0].records.map(\.offset) == [9, 10])
        #expect(ledger.handled(again[0].records, of: one, outcome: .done, wasPaused: true, now: now) == .resume)
        #expect(ledger.takeCommits() == [one: 11])
    }

    @Test(arguments: [-1, 0])
    func `a retry from the first record commits nothing`(from: Int) {
        var ledger = assigned()
        let retry = BatchOutcome.retry(from: from, after: .zero)
        #expect(ledger.handled(records(5...6, of: one), of: one, outcome: retry, wasPaused: false, now: now) == .pause)
        #expect(ledger.takeCommits() == [:])
        #expect(ledger.takeDue(at: now)[0].records.map(\.offset) == [5, 6])
    }

    @Test func `a retry from behind the last record is done`() {
        var ledger = assigned()
        let retry = BatchOutcome.retry(from: 2, after: .seconds(1))
        #expect(ledger.handled(records(5...6, of: one), of: one, outcome: retry, wasPaused: false, now: now) == .goOn)
        #expect(ledger.takeCommits() == [one: 7])
    }

    @Test func `a refused commit is sent again unless a later one was sent since`() {
        var ledger = assigned()
        _ = ledger.handled(records(0...4, of: one), of: one, outcome: .done, wasPaused: false, now: now)
        #expect(ledger.takeCommits() == [one: 5])
        ledger.refused(5, of: one)
        #expect(ledger.takeCommits() == [one: 5])
        _ = ledger.handled(records(5...6, of: one), of: one, outcome: .done, wasPaused: false, now: now)
        #expect(ledger.takeCommits() == [one: 7])
        ledger.refused(5, of: one)
        #expect(ledger.takeCommits() == [:])
    }

    @Test func `a partition that is given away takes its commit, its waiting records and its pause with it`() {
        var ledger = assigned()
        _ = ledger.handled(records(0...4, of: one), of: one, outcome: .done, wasPaused: false, now: now)
        let retry = BatchOutcome.retry(from: 0, after: .zero)
        _ = ledger.handled(records(0...4, of: two), of: two, outcome: retry, wasPaused: false, now: now)
        // Sent, but nobody has confirmed it.
        _ = ledger.takeCommits()
        let (commits, paused) = ledger.revoke([one, two])
        #expect(commits == [one: 5])
        #expect(paused == [two])
        #expect(ledger.takeDue(at: now).isEmpty)
        #expect(ledger.handled(records(5...5, of: one), of: one, outcome: .done, wasPaused: false, now: now) == .goOn)
        #expect(ledger.takeCommits() == [:])
        #expect(ledger.isEmpty)
    }

    @Test func `the place in a partition is what is done, else what was committed, and nothing after a restart`() {
        var ledger = assigned()
        #expect(ledger.positions == [:])
        ledger.asked(3, of: one)
        ledger.asked(-1001, of: two)
        #expect(ledger.positions == [one: 3])
        _ = ledger.handled(records(3...6, of: one), of: one, outcome: .done, wasPaused: false, now: now)
        #expect(ledger.positions == [one: 7])
        ledger.restart(one)
        #expect(ledger.positions == [:])
        // Smaller than before, and committed all the same.
        _ = ledger.handled(records(0...1, of: one), of: one, outcome: .done, wasPaused: false, now: now)
        #expect(ledger.takeCommits() == [one: 2])
        let retry = BatchOutcome.retry(from: 0, after: .seconds(1))
        _ = ledger.handled(records(2...2, of: one), of: one, outcome: retry, wasPaused: false, now: now)
        #expect(ledger.positions == [:])
    }

    @Test func `what was committed before is asked for once, and an own commit is newer`() {
        var ledger = assigned()
        #expect(Set(ledger.unasked) == [one, two])
        _ = ledger.handled(records(7...8, of: one), of: one, outcome: .done, wasPaused: false, now: now)
        ledger.confirmed(9, of: one)
        ledger.asked(3, of: one)
        ledger.asked(-1001, of: two)
        #expect(ledger.committed == [one: 9, two: -1])
        #expect(ledger.unasked == [])
    }
}
