import BSON
import Mongo
import StorefrontContracts
import StorefrontTools
import StructuredLogging

/// Reads the three databases on one server, so that a service can be compared although it does not run, or not trusted.
struct DatabaseReader: AggregateReader {
    private let client: MongoClient
    private let names: [StorefrontService: String]

    /// - Parameters:
    ///   - text: the server's URI; a database in it is ignored, since each service has its own.
    ///   - names: of the databases, where they are not those of the services.
    init(_ text: String, names: [StorefrontService: String] = [:]) throws(ToolFailure) {
        // What goes wrong is told once, as the tool's own failure.
        let logging = LoggingSystem()
        logging.setRootLevel(.critical)
        routeDriverLogs(to: Logger(label: "org.mongodb.driver", system: logging))
        self.names = names
        do {
            client = try MongoClient(uri: MongoURI(text), poolSize: 2, applicationName: "storefront-verify")
        } catch {
            throw ToolFailure("--mongodb: \(error.message)")
        }
    }

    func customers(
        of service: StorefrontService, _ selection: AggregateSelection
    ) throws(ToolFailure) -> AggregatePage<CustomerAggregate> {
        let places: [StorefrontService: (collection: String, version: String)] = [
            .accounts: ("customer.accounts", "version"), .orders: ("customer.orders", "customerVersion"),
            .fulfillment: ("customers", "version"),
        ]
        guard let (collection, version) = places[service] else { return AggregatePage([], next: nil) }
        return try page(selection.limit, position: { AggregatePosition(customer: $0.id) }) { found in
            let options = FindOptions(
                projection: ["name": 1, "contact": 1, "addresses": 1, "address": 1, "deleted": 1, version: 1],
                sort: ["_id": 1], limit: Int64(selection.limit))
            try database(service).collection(collection).find(selection.filter, options: options) { document in
                found.append(CustomerAggregate(document, versionIn: version))
                return true
            }
        }
    }

    func orders(_ selection: AggregateSelection) throws(ToolFailure) -> AggregatePage<OrderAggregate> {
        func position(_ order: OrderAggregate) -> AggregatePosition {
            AggregatePosition(customer: order.customerId, order: order.guid)
        }
        return try page(selection.limit, position: position) { found in
            let options = FindOptions(
                projection: ["orders": 1], sort: ["_id": 1], batchSize: Int32(min(selection.limit, 200)))
            try database(.orders).collection("customer.orders").find(selection.filterWithOrders, options: options) {
                document in
                let customer = document["_id"]?.idString ?? ""
                let orders = (document["orders"]?.arrayValue ?? []).map { OrderAggregate($0, of: customer) }
                for order in orders.sorted(by: { position($0) < position($1) }) {
                    if let after = selection.after, position(order) <= after { continue }
                    found.append(order)
                    if found.count == selection.limit { return false }
                }
                return true
            }
        }
    }

    func fulfillments(_ selection: AggregateSelection) throws(ToolFailure) -> AggregatePage<FulfillmentAggregate> {
        try page(
            selection.limit, position: { AggregatePosition(customer: $0.customerId, order: $0.guid) }
        ) { found in
            try database(.fulfillment).collection("fulfillment.requests").find(
                byOwner: "customerId", then: "order.guid", behind: selection.behind, owners: selection.customers,
                limit: selection.limit, projection: ["outbox": 0]
            ) { document in
                found.append(FulfillmentAggregate(document))
            }
        }
    }

    func orderSummaries(_ selection: AggregateSelection) throws(ToolFailure) -> AggregatePage<OrderSummaryAggregate> {
        try page(
            selection.limit, position: { AggregatePosition(customer: $0.customerId, order: $0.guid) }
        ) { found in
            try database(.accounts).collection("order.summaries").find(
                byOwner: "customerId", then: "_id", behind: selection.behind, owners: selection.customers,
                limit: selection.limit, projection: [:]
            ) { document in
                found.append(OrderSummaryAggregate(document))
            }
        }
    }

    private func database(_ service: StorefrontService) -> MongoDatabase {
        client.database(names[service] ?? service.rawValue)
    }

    private func page<Element>(
        _ limit: Int, position: (Element) -> AggregatePosition, _ read: (inout [Element]) throws -> Void
    ) throws(ToolFailure) -> AggregatePage<Element> {
        var found: [Element] = []
        do {
            try read(&found)
        } catch let error as MongoError {
            throw ToolFailure("the databases cannot be read: \(error.message)")
        } catch {
            throw ToolFailure("a document cannot be read: \(error)")
        }
        return AggregatePage(found, next: found.count < limit ? nil : found.last.map(position))
    }
}

extension AggregateSelection {
    fileprivate var behind: (owner: String?, own: String)? { after.map { ($0.customer, $0.order ?? "") } }

    fileprivate var filter: BSONDocument {
        let behind = BSONDocument.idsBehind(after?.customer)
        guard let customers else { return behind }
        let ids = customers.compactMap { $0.map { BSONValue(id: $0) } }
        return ["$and": [.document(behind), ["_id": ["$in": .array(ids)]]]]
    }

    /// The customer of the last order may have more.
    fileprivate var filterWithOrders: BSONDocument {
        var first = BSONValue.document(filter)
        if let customer = after?.customer { first = ["$or": [first, ["_id": BSONValue(id: customer)]]] }
        return ["$and": [first, ["orders.0": ["$exists": true]]]]
    }
}
