import BSON
import Foundation
import HTTPClient
import JSON
import Kafka
import Mongo
import StorefrontContracts
import StructuredLogging
import TestSupport

/// Ten records that nobody can apply among 10,000 customers in the customers' topic: eight that are wrong in themselves,
/// and two whose customers orders' database refuses until that is mended. All others are applied, each of the ten lies in
/// the dead-letter topic with where, why, how often and when, nothing is left to read; and once the database takes them,
/// the two are sent again and applied.
struct PoisonProof {
    let fleet: Fleet

    private static let good = 10_000
    /// Their last name: valid everywhere but where a validator forbids it.
    private static let refusedName = "refused"
    private static let refused = 2
    private static let topic = RecordFaults.topics.customerChange
    private static let groups: [ServiceName] = [.orders, .fulfillment]
    /// Of `PoisonRecord.all`, in this topic.
    private static let codes = [
        "not-json", "not-json", "wrong-schema", "wrong-schema", "wrong-schema", "bad-envelope", "no-key", "not-json",
    ]

    /// A record that was sent, and what must become of it.
    private struct Sent {
        let record: ProducerRecord
        let place: RecordMetadata
        let code: String
        let attempts: ClosedRange<Int>
        let groups: [ServiceName]
    }

    func run() throws -> String {
        let records = try RecordFaults(fleet)
        defer { records.stop() }
        try setValidator(["name.lastName": ["$ne": .string(Self.refusedName)]])
        let begin = Self.now
        let sent = try send(records)
        for (service, collection, wanted) in [
            (ServiceName.orders, "customer.orders", Self.good),
            (.fulfillment, "customers", Self.good + Self.refused),
        ] {
            try require(
                Waiting.until(.now + .seconds(120)) { count(service, collection) >= wanted },
                "\(service.rawValue) applied \(count(service, collection)) of \(wanted)")
        }
        let seconds = Double(Self.now - begin) / 1_000
        let wanted = sent.reduce(0) { $0 + $1.groups.count }
        // The two are tried for about a minute.
        let patience = ContinuousClock.now + .seconds(150)
        try require(
            Waiting.until(patience) {
                Waiting.pause(.seconds(1))
                return (try? letters().count) == wanted
            }, "\((try? letters().count) ?? -1) dead letters, \(wanted) expected")
        try check(sent, since: begin)
        try waitForNoLag()
        try require(count(.orders, "customer.orders") == Self.good, "more copies in orders than customers")

        try setValidator([:])
        try redrive()
        try require(
            Waiting.until(.now + .seconds(60)) { count(.orders, "customer.orders") == Self.good + Self.refused },
            "after the fix orders has \(count(.orders, "customer.orders")) of \(Self.good + Self.refused)")
        try waitForNoLag()
        try require(try letters().count == wanted, "the records that were sent again failed again")
        return
            "\(Self.good) applied by orders and fulfillment in \(Int(seconds)) s, 10 dead letters with full reasons, lag 0; "
            + "\(Self.refused) sent again after a fix and applied, \(wanted - Self.refused) discarded, none open"
    }

    // MARK: Sending

    private func send(_ records: RecordFaults) throws -> [Sent] {
        var poison: [(ProducerRecord, String, ClosedRange<Int>, [ServiceName])] = PoisonRecord.all.enumerated().map {
            ($1.record(topic: Self.topic, mark: "\($0)"), Self.codes[$0], 1...1, Self.groups)
        }
        for _ in 0..<Self.refused {
            let state = CustomerState(lastName: Self.refusedName, phone: "p", street: "s")
            poison.append((customer(state), "handler-failed", 10...10, [.orders]))
        }
        return try poison.enumerated().map { index, poison in
            let thousand = (0..<(Self.good / 10)).map { customer(CustomerState(write: index * 1_000 + $0)) }
            try records.send(Array(thousand.prefix(500)))
            let place = try records.producer.sendAll([poison.0], deadline: .now + .seconds(20))[0].get()
            try records.send(Array(thousand.dropFirst(500)))
            return Sent(record: poison.0, place: place, code: poison.1, attempts: poison.2, groups: poison.3)
        }
    }

    private func customer(_ state: CustomerState) -> ProducerRecord {
        let id = ObjectID().description
        let value =
            #"{"id":"\#(id)","name":\#(state.nameJSON),"contact":\#(state.contactJSON),"addresses":\#(state.addressesJSON)}"#
        return ProducerRecord(
            topic: Self.topic, key: Array(id.utf8), value: Array(value.utf8), headers: [KafkaHeader("ce_sequence", "1")]
        )
    }

    /// What orders' database takes; everything for an empty one.
    private func setValidator(_ validator: BSONDocument) throws {
        _ = try fleet.database.database("orders").run(["collMod": "customer.orders", "validator": .document(validator)])
    }

    // MARK: Dead letters

    private func letters() throws -> [(group: ServiceName, record: ConsumerRecord)] {
        let reader = try KafkaTopicReader(
            KafkaConfiguration(bootstrapServers: fleet.broker.bootstrapServers, clientID: "chaos"),
            logger: Logger(label: "chaos.letters"))
        var found: [(group: ServiceName, record: ConsumerRecord)] = []
        for group in Self.groups {
            try reader.read("\(Self.topic).\(group.rawValue).dlt", partitions: 3) { found.append((group, $0)) }
        }
        return found
    }

    /// Each is there once for each group, with the original's key, value and headers, and says all that it should.
    private func check(_ sent: [Sent], since begin: Int64) throws {
        var letters = try letters()
        for sent in sent {
            for group in sent.groups {
                let place = [
                    (DeadLetterHeader.originalTopic, Self.topic), (.originalPartition, "\(sent.place.partition)"),
                    (.originalOffset, "\(sent.place.offset)"), (.group, group.rawValue), (.code, sent.code),
                ]
                let index = letters.firstIndex { letter in
                    letter.group == group && place.allSatisfy { letter.record.text($0) == $1 }
                }
                guard let index else {
                    let there = letters.filter { $0.group == group }.map { $0.record.shown }
                    throw ChaosError("no dead letter of \(group.rawValue) with \(place); there are \(there)")
                }
                let record = letters.remove(at: index).record
                let attempts = record.text(.attempts).flatMap { Int($0) } ?? 0
                let moment = record.text(.failedAt).flatMap { Int64($0) } ?? 0
                try require(
                    record.key == sent.record.key && record.value == sent.record.value
                        && sent.record.headers.allSatisfy { header in
                            record.headers.contains { $0.name == header.name && $0.value == header.value }
                        }, "\(record.shown) is not the original")
                try require(
                    (record.text(.reason) ?? "").count > 10 && sent.attempts.contains(attempts)
                        && (begin...Self.now).contains(moment), "\(record.shown) does not say why, how often and when")
            }
        }
        try require(letters.isEmpty, "good records were given up: \(letters.map { $0.record.shown })")
    }

    private func redrive() throws {
        let resent = try deadLetters(["redrive", "--code", "handler-failed"])
        try require(resent.exitCode == 0, "the re-drive: \(resent.said)")
        let discarded = try deadLetters(["discard", "--everything", "--yes"])
        try require(discarded.exitCode == 0, "the discarding of the others: \(discarded.said)")
        let all = try OpenLetters.read(Array(try deadLetters(["list", "--all"]).output.utf8))
        let states = Dictionary(grouping: all.states) { $0 }.mapValues(\.count)
        try require(states == ["redriven": 2, "discarded": 16], "dead letters by state: \(states)")
        let open = try OpenLetters.read(Array(try deadLetters(["list"]).output.utf8))
        try require(open.states.isEmpty, "\(open.states.count) dead letters are open")
    }

    private func deadLetters(_ arguments: [String]) throws -> Tool {
        try Tool(
            "storefront-dead-letters", ["--kafka", fleet.broker.bootstrapServers, "--json"] + arguments,
            folder: fleet.folder)
    }

    private struct OpenLetters: JSONReadable {
        /// Of each.
        let states: [String]

        init(reading value: JSONValueReader) {
            states = value.object().required("deadLetters") { letters in
                letters.array { $0.object().required("state") }
            }
        }
    }

    // MARK: Services

    private func count(_ service: ServiceName, _ name: String) -> Int {
        (try? fleet.collection(name, of: service).count([:])).map { Int($0) } ?? -1
    }

    /// Both services have read and committed everything.
    private func waitForNoLag() throws {
        for service in Self.groups {
            try require(
                Waiting.until(.now + .seconds(30)) { fleet.unread(by: service) == nil },
                fleet.unread(by: service) ?? "\(service.rawValue) was late with reading")
        }
    }

    private static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1_000) }
}

extension ConsumerRecord {
    /// Its dead-letter headers.
    fileprivate var shown: String {
        DeadLetterHeader.allCases.compactMap { header in text(header).map { "\(header.rawValue)=\($0)" } }
            .joined(separator: " ")
    }
}
