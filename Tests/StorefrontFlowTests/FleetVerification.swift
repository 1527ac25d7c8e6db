import BSON
import HTTPClient
import Mongo
import ServiceHost
import StorefrontContracts
import TestSupport
import Testing

@testable import StorefrontTools
@testable import storefront_verify

/// What `storefront-verify` says of a test's fleet.
extension TestFleet {
    private var client: FleetClient {
        get throws {
            func url(_ member: TestMember) -> String { "http://127.0.0.1:\(member.hosted.port ?? 0)" }
            return FleetClient(
                addresses: try FleetAddresses(
                    accounts: url(accounts), orders: url(orders), fulfillment: url(fulfillment)),
                transport: HTTPClient(), clock: SystemClock())
        }
    }

    var services: any AggregateReader { get throws { HTTPAggregateReader(client: try client) } }

    var databases: any AggregateReader {
        get throws {
            try DatabaseReader(
                "mongodb://127.0.0.1:\(TestMongo.shared.port)/?replicaSet=rs0",
                names: [
                    .accounts: accounts.hosted.settings.databaseName, .orders: orders.hosted.settings.databaseName,
                    .fulfillment: fulfillment.hosted.settings.databaseName,
                ])
        }
    }

    func verify(
        patience: Duration = .seconds(20), direct: Bool = false, topics: (any TopicLook)? = nil,
        _ change: (inout VerifyOptions) -> Void = { _ in }
    ) throws -> VerifyReport {
        let client = try client
        var options = VerifyOptions(addresses: client.addresses)
        options.patience = patience
        change(&options)
        return Verify(
            options: options, client: client, direct: direct ? try databases : nil, topics: topics,
            console: Console(print: { _ in }, note: { _ in })
        ).run()
    }

    /// Changes one document behind the service's back.
    func edit(
        _ member: TestMember, _ collection: String, where filter: BSONDocument = [:], _ update: BSONDocument,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let client = try TestMongo.shared.client(poolSize: 1)
        defer { client.close() }
        let result = try client.database(member.hosted.settings.databaseName).collection(collection).update(
            filter, .document(update))
        #expect(result.modified == 1, sourceLocation: sourceLocation)
    }

    func withCollection<R>(_ member: TestMember, _ name: String, _ body: (MongoCollection) throws -> R) throws -> R {
        let client = try TestMongo.shared.client(poolSize: 1)
        defer { client.close() }
        return try body(client.database(member.hosted.settings.databaseName).collection(name))
    }

    /// The first five calls: three sample customers with their orders, of which three are shipped.
    func seedShipped() throws {
        try accounts.send("POST", "/customers/sample", expect: 201)
        try eventually("orders has the customers") { try customerCopies().count == 3 }
        try orders.send("POST", "/customers/sample/orders", expect: 200)
        try seedRequests()
        try fulfillment.send("POST", "/fulfillments/sample/process", expect: 200)
        try fulfillment.send("POST", "/fulfillments/sample/ship", expect: 200)
    }

    func seedRequests() throws {
        try orders.send("POST", "/customers/sample/fulfill", expect: 200)
        try eventually("fulfillment has the orders") { try fulfillments().count == 3 }
    }
}

extension BSONValue {
    /// Of the marker of a broker: an end of some partition lies behind its beginning.
    var hasRecords: Bool {
        (arrayValue ?? []).contains { topic in
            (topic.documentValue?["ends"]?.arrayValue ?? []).contains { ($0.integerValue ?? 0) > 0 }
        }
    }
}
