import BSON
import Kafka
import Mongo
import StorefrontContracts

/// 10 records that nobody can apply among 10,000 customers in the customers' topic.
struct PoisonProof {
    let fleet: Fleet

    private static let good = 10_000
    private static let bad = 10

    func run() throws -> String {
        let records = try RecordFaults(fleet.broker)
        defer { records.stop() }
        let topic = RecordFaults.topics.customerChange
        let begin = ContinuousClock.now
        var marks: Set<String> = []
        for thousand in 0..<(Self.good / 1_000) {
            var batch = (0..<1_000).map { customer(thousand * 1_000 + $0, topic) }
            let mark = "\(thousand)"
            marks.insert(mark)
            batch.insert(PoisonRecord.all[thousand % PoisonRecord.all.count].record(topic: topic, mark: mark), at: 500)
            try records.send(batch)
        }
        let isApplied = Waiting.until(.now + .seconds(90)) { count(.orders, "customer.orders") >= Self.good }
        let seconds = begin.duration(to: .now).seconds
        try require(isApplied, "orders applied \(count(.orders, "customer.orders")) of \(Self.good)")
        try require(
            Waiting.until(.now + .seconds(60)) { count(.fulfillment, "customers") >= Self.good },
            "fulfillment applied \(count(.fulfillment, "customers")) of \(Self.good)")
        let expected = ["\(topic).orders.dlt": marks, "\(topic).fulfillment.dlt": marks]
        let letters = try DeadLetterCheck.run(fleet.broker, expected: expected, patience: .seconds(30))
        try require(letters.missing.isEmpty, "not in the dead-letter topics: \(letters.missing)")
        try require(letters.unexpected.isEmpty, "good records given up: \(letters.unexpected.prefix(3))")
        try require(count(.orders, "customer.orders") == Self.good, "more copies than customers")
        return "\(Self.good) applied by orders and by fulfillment in \(Int(seconds)) s, \(Self.bad) dead letters each"
    }

    private func customer(_ number: Int, _ topic: String) -> ProducerRecord {
        let state = CustomerState(write: number)
        let id = ObjectID().description
        let value =
            #"{"id":"\#(id)","name":\#(state.nameJSON),"contact":\#(state.contactJSON),"addresses":\#(state.addressesJSON)}"#
        return ProducerRecord(
            topic: topic, key: Array(id.utf8), value: Array(value.utf8), headers: [KafkaHeader("ce_sequence", "1")])
    }

    private func count(_ service: ServiceName, _ name: String) -> Int {
        (try? fleet.collection(name, of: service).count([:])).map { Int($0) } ?? -1
    }
}
