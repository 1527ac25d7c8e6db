import BSON
import Mongo
import StorefrontContracts

/// The latest status of each order by each of its owners, one document per order in `order.summaries`.
struct MongoOrderSummaryRepository: OrderSummaryRepository {
    static let collectionName = "order.summaries"

    let collection: MongoCollection

    var indexes: [IndexModel] { [IndexModel(name: "customerId, guid", keys: ["customerId": 1, "_id": 1])] }

    func record(_ reports: [OrderStatusReport]) throws -> [Int: String] {
        var others: [Int: String] = [:]
        for round in ReportGroup.rounds(of: reports) {
            let unapplied = Set(
                try collection.upsertUnlessStale(round.map { Self.upsert($0.newest) }).compactMap(\.stringValue))
            let doubtful = round.filter { $0.newest.customerID != nil && unapplied.contains($0.newest.guid) }
            guard !doubtful.isEmpty else { continue }
            let customers = try customers(ofOrders: doubtful.map(\.newest.guid))
            for group in doubtful {
                guard let customer = customers[group.newest.guid], customer != group.newest.customerID else { continue }
                for place in group.places { others[place] = customer }
            }
        }
        return others
    }

    func summary(ofCustomer id: String) throws -> OrderSummary {
        let entries = try collection.findAll(["customerId": .string(id)], options: FindOptions(sort: ["_id": 1]))
            .compactMap { document -> OrderSummary.Entry? in
                let reports = [OrderStatusOwner.fulfillment, .orders].compactMap {
                    document[$0.rawValue]?.documentValue
                }
                guard let guid = document["_id"]?.stringValue, let report = reports.first else { return nil }
                let status = try BSONDecoder().decode(OrderStatusEvent.self, from: report)
                return OrderSummary.Entry(guid: guid, status: status.orderStatusType, timestamp: status.timestamp)
            }
        return OrderSummary(customerID: id, orders: entries)
    }

    func removeAll() throws { _ = try collection.deleteMany([:]) }

    /// A customer's id, once it is there, stays: whoever is refused because of it is found by reading it afterwards.
    private func customers(ofOrders guids: [String]) throws -> [String: String] {
        let found = try collection.findAll(
            ["_id": ["$in": .array(guids.map { .string($0) })], "customerId": ["$exists": true]],
            options: FindOptions(projection: ["customerId": 1], batchSize: Int32(clamping: guids.count)))
        return Dictionary(
            found.compactMap { document in
                guard let guid = document["_id"]?.stringValue, let id = document["customerId"]?.stringValue else {
                    return nil
                }
                return (guid, id)
            }, uniquingKeysWith: { first, _ in first })
    }

    /// A report takes the place of the owner's earlier one, by sequence, or by time where it has none. The sequence that is
    /// known stays then, so that what it made old stays old. An order never moves to another customer.
    private static func upsert(_ report: OrderStatusReport) -> ConditionalUpsert {
        ConditionalUpsert(
            id: .string(report.guid), condition: condition(report), update: .document(update(report)))
    }

    private static func condition(_ report: OrderStatusReport) -> BSONDocument {
        let owner = report.owner.rawValue
        let (field, value) =
            report.sequence.map { ("\(owner).sequence", $0) } ?? ("\(owner).timestamp", report.status.timestamp)
        var condition: BSONDocument = ["$or": [.document([field: nil]), .document([field: ["$lt": .int64(value)]])]]
        if let id = report.customerID { condition.append("customerId", ["$in": [nil, .string(id)]]) }
        return condition
    }

    private static func update(_ report: OrderStatusReport) -> BSONDocument {
        let (owner, status) = (report.owner.rawValue, report.status)
        var fields: BSONDocument = [
            "\(owner).timestamp": .int64(status.timestamp),
            "\(owner).orderStatusType": .string(status.orderStatusType.rawValue),
        ]
        if let note = status.note { fields.append("\(owner).note", .string(note)) }
        if let sequence = report.sequence { fields.append("\(owner).sequence", .int64(sequence)) }
        if let id = report.customerID { fields.append("customerId", .string(id)) }
        var update: BSONDocument = ["$set": .document(fields)]
        if status.note == nil { update.append("$unset", .document(["\(owner).note": ""])) }
        return update
    }
}

/// What a batch reports of one order alike but for its age: the newest counts.
private struct ReportGroup {
    private struct Key: Hashable {
        let guid: String
        let customerID: String?
        let owner: OrderStatusOwner
        let hasSequence: Bool
    }

    private(set) var newest: OrderStatusReport
    /// Of all of them, in the batch.
    private(set) var places: [Int]

    /// Each with one group of an order at most, since a bulk write names a document once; of our own services all are in
    /// the first.
    static func rounds(of reports: [OrderStatusReport]) -> [[ReportGroup]] {
        var rounds: [[ReportGroup]] = []
        var known: [Key: (round: Int, index: Int)] = [:]
        var groupsOfOrder: [String: Int] = [:]
        for (place, report) in reports.enumerated() {
            let key = Key(
                guid: report.guid, customerID: report.customerID, owner: report.owner,
                hasSequence: report.sequence != nil)
            if let (round, index) = known[key] {
                rounds[round][index].add(report, at: place)
                continue
            }
            let round = groupsOfOrder[report.guid, default: 0]
            groupsOfOrder[report.guid] = round + 1
            if round == rounds.count { rounds.append([]) }
            known[key] = (round, rounds[round].count)
            rounds[round].append(ReportGroup(newest: report, places: [place]))
        }
        return rounds
    }

    private mutating func add(_ report: OrderStatusReport, at place: Int) {
        places.append(place)
        let isNewer = (report.sequence ?? report.status.timestamp) > (newest.sequence ?? newest.status.timestamp)
        if isNewer { newest = report }
    }
}
