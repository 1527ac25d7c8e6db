import AccountsService
import Foundation
import FulfillmentService
import HTTPClient
import Mongo
import OrdersService
import ServiceHost
import StorefrontContracts
import StructuredLogging
import Synchronization
import TestSupport
import Testing

/// The three services in this process, with databases, topics and groups of their own.
final class TestFleet: Sendable {
    let accounts: TestMember
    let orders: TestMember
    let fulfillment: TestMember
    let topics: TopicNames

    var members: [TestMember] { [accounts, orders, fulfillment] }

    init(
        on broker: TestBroker, mongo: TestMongo = .shared, overriding environment: [String: String] = [:]
    ) throws {
        let name = String(UUID().uuidString.prefix(8).lowercased())
        topics = TopicNames(
            customerChange: "\(name).accounts.customer.change", orderChange: "\(name).orders.order.change",
            fulfillmentChange: "\(name).fulfillment.order.change", orderStatusChange: "\(name).orders.status.change")
        let common = [
            "SPRING_PROFILES_ACTIVE": "local", "SERVER_ADDRESS": "127.0.0.1", "SERVER_PORT": "0",
            "SERVER_THREADS_MAX": "4", "LOGGING_LEVEL_ROOT": "INFO",
            "MANAGEMENT_ENDPOINT_HEALTH_SHOW_DETAILS": "always",
            "SPRING_KAFKA_BOOTSTRAP_SERVERS": try broker.bootstrapServers(),
            // The embedded broker lets a group wait for half of it at each join; Apache Kafka refuses less than six seconds.
            "SPRING_KAFKA_PROPERTIES_SESSION_TIMEOUT_MS": broker.kind == .tansu ? "2000" : "6000",
            "SPRING_KAFKA_TOPIC_ACCOUNTS_CUSTOMER": topics.customerChange,
            "SPRING_KAFKA_TOPIC_ORDERS_ORDER": topics.orderChange,
            "SPRING_KAFKA_TOPIC_FULFILLMENT_ORDER": topics.fulfillmentChange,
            "SPRING_KAFKA_TOPIC_ORDERS_STATUS": topics.orderStatusChange,
        ].merging(environment) { $1 }
        func own(_ service: String) -> [String: String] {
            common.merging([
                "SPRING_DATA_MONGODB_URI": "mongodb://127.0.0.1:\(mongo.port)/\(name)_\(service)?replicaSet=rs0",
                "SPRING_KAFKA_CONSUMER_GROUP_ID": "\(name)-\(service)",
            ]) { $1 }
        }
        accounts = try TestMember(AccountsService.self, own("accounts"))
        orders = try TestMember(OrdersService.self, own("orders"))
        fulfillment = try TestMember(FulfillmentService.self, own("fulfillment"))
    }

    /// Starts all and waits until they are ready and move events; stops all when the body is done.
    static func run(
        _ broker: TestBroker, overriding environment: [String: String] = [:], _ body: (TestFleet) throws -> Void
    ) throws {
        let fleet = try TestFleet(on: broker, overriding: environment)
        defer { fleet.stop() }
        try fleet.start()
        try fleet.waitUntilItWorks()
        try body(fleet)
    }

    func start() throws { for member in members { try member.hosted.start() } }

    func stop() { for member in members { member.hosted.stop(within: .seconds(8)) } }

    func waitUntilItWorks() throws {
        for member in members {
            try #require(eventually("\(member.name) is prepared") { member.hosted.isPrepared }, "\(member.logText)")
            try #require(eventually("\(member.name) moves events") { member.hosted.movesEvents }, "\(member.logText)")
        }
    }
}

/// One service of the fleet, spoken to over HTTP.
final class TestMember: Sendable {
    let name: String
    let hosted: HostedService
    private let lines: LogLines
    private let make: @Sendable () throws -> TestMember
    private static let client = HTTPClient()

    init<Service: StorefrontService & SendableMetatype>(_ type: Service.Type, _ environment: [String: String]) throws {
        name = Service.name
        let lines = LogLines()
        self.lines = lines
        let logging = LoggingSystem()
        logging.setOutput { lines.add($0) }
        hosted = try HostedService(type, environment: environment, logging: logging)
        make = { try TestMember(type, environment) }
    }

    /// A new process of the same service, so to speak: the same settings, nothing else shared.
    func startedAnew() throws -> TestMember {
        let new = try make()
        try new.hosted.start()
        return new
    }

    var logText: String { lines.text }

    @discardableResult
    func send(
        _ method: String, _ path: String, _ body: String? = nil, type: String = "application/json",
        headers: [(String, String)] = [], expect status: Int? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> HTTPClientResponse {
        try send(
            method, path, bytes: body.map { Array($0.utf8) }, type: type, headers: headers, expect: status,
            sourceLocation: sourceLocation)
    }

    @discardableResult
    func send(
        _ method: String, _ path: String, bytes: [UInt8]?, type: String = "application/json",
        headers: [(String, String)] = [], expect status: Int? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> HTTPClientResponse {
        var headers = headers
        if bytes != nil { headers.append(("Content-Type", type)) }
        let response = try Self.client.send(
            HTTPClientRequest(
                method, "http://127.0.0.1:\(hosted.port ?? 0)\(path)", headers: headers, body: bytes),
            timeout: .seconds(20))
        if let status {
            #expect(
                response.status == status, "\(method) \(name)\(path): \(response.text)", sourceLocation: sourceLocation)
        }
        return response
    }

    func json(_ path: String) throws -> JSONText { JSONText(try send("GET", path, expect: 200).body) }
}

private final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    func add(_ line: [UInt8]) { lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }

    var text: String { lines.withLock { $0.joined() } }
}
