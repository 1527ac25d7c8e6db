import Foundation
import Kafka
import StorefrontContracts
import StructuredLogging
import Synchronization
import TestSupport

/// Faults that come as records: poison, repetitions, and members of a group that come and go.
final class RecordFaults: Sendable {
    static let topics = TopicNames()
    /// The groups that read each topic.
    static let readers: [String: [ServiceName]] = [
        topics.customerChange: [.orders, .fulfillment], topics.orderChange: [.fulfillment],
        topics.fulfillmentChange: [.orders, .accounts], topics.orderStatusChange: [.accounts],
    ]
    static let names = readers.keys.sorted()
    static func names(readBy group: ServiceName) -> [String] { names.filter { readers[$0]?.contains(group) == true } }
    static let markHeader = "chaos-poison"

    private let folder: URL
    private let configuration: KafkaConfiguration
    let producer: KafkaProducer
    let tap: TopicTap
    /// By dead-letter topic: the marks that must turn up in it.
    private let poisoned = Mutex<[String: Set<String>]>([:])
    private let repeated = Atomic(0)

    init(_ fleet: Fleet) throws {
        folder = fleet.folder
        configuration = KafkaConfiguration(bootstrapServers: fleet.broker.bootstrapServers, clientID: "chaos")
        producer = try KafkaProducer(configuration, logger: Logger(label: "chaos.producer"))
        try producer.start()
        tap = try TopicTap(configuration, topics: Self.names)
    }

    func stop() {
        tap.stop()
        producer.stop(by: .now + .seconds(3))
    }

    /// Dead-letter topics with the marks of the poison that must lie in them.
    var expectedDeadLetters: [String: Set<String>] { poisoned.withLock { $0 } }
    var repeatedRecords: Int { repeated.load(ordering: .relaxed) }

    /// One bad record of each sort into one topic.
    func poison(_ entry: FaultPlan.Entry) throws {
        let topic = Self.names[entry.choice % Self.names.count]
        let records = PoisonRecord.all.enumerated().map { index, poison in
            poison.record(topic: topic, mark: "\(entry.number)-\(index)")
        }
        try send(records)
        let marks = Set(PoisonRecord.all.indices.map { "\(entry.number)-\($0)" })
        poisoned.withLock { poisoned in
            for group in Self.readers[topic] ?? [] {
                poisoned["\(topic).\(group.rawValue).dlt", default: []].formUnion(marks)
            }
        }
    }

    /// The first records of a topic, and some from anywhere, once more, in any order.
    func repeatRecords(_ entry: FaultPlan.Entry) throws {
        var random = SeededGenerator(seed: entry.seed, stream: 1)
        let known = tap.records(of: Self.names[entry.choice % Self.names.count])
        let some = (0..<min(known.count, 200)).compactMap { _ in known.randomElement(using: &random) }
        try repeatAll((known.prefix(200) + some).shuffled(using: &random))
    }

    /// Sends records once more, in this order, each to its own partition.
    func repeatAll(_ records: [ConsumerRecord]) throws {
        for begin in stride(from: 0, to: records.count, by: 1_000) {
            try send(
                records[begin..<min(records.count, begin + 1_000)].map { record in
                    ProducerRecord(
                        topic: record.topic, key: record.key, value: record.value,
                        headers: record.headers + [KafkaHeader("chaos-again", "")], partition: record.partition)
                })
        }
        repeated.add(records.count, ordering: .relaxed)
    }

    /// The group in which a member comes and goes.
    static func group(of entry: FaultPlan.Entry) -> ServiceName {
        ServiceName.allCases[entry.choice % ServiceName.allCases.count]
    }

    /// A member of a service's group comes and goes.
    func rebalance(_ entry: FaultPlan.Entry) throws {
        let group = Self.group(of: entry)
        try GroupMember(
            group: group.rawValue, topics: Self.names(readBy: group),
            bootstrapServers: configuration.bootstrapServers, seconds: entry.duration + 2
        ).run(number: entry.number, in: folder)
    }

    /// Until all are acknowledged: the broker may be away meanwhile.
    func send(_ records: [ProducerRecord]) throws {
        var left = records
        let deadline = ContinuousClock.now + .seconds(90)
        while !left.isEmpty {
            let results = producer.sendAll(left, deadline: .now + .seconds(20))
            left = zip(left, results).filter { (try? $0.1.get()) == nil }.map(\.0)
            if ContinuousClock.now > deadline { throw ChaosError("\(left.count) records could not be produced") }
        }
    }
}
