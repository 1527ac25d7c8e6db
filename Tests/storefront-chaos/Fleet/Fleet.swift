import Foundation
import HTTPClient
import Mongo
import TestSupport

/// mongod, the broker and the replicas of the services, all real processes on free ports of 127.0.0.1.
final class Fleet: Sendable {
    let folder: URL
    let mongo: TestMongo
    let broker: FleetBroker
    let replicas: [Replica]
    /// For what no service shows: see `FulfillmentFinder` and `Strangers`.
    let database: MongoClient
    let client = HTTPClient(connectTimeout: .seconds(1))
    private let library: String?

    init(_ settings: ChaosSettings, folder: URL) throws {
        self.folder = folder
        library = settings.library
        mongo = try TestMongo.start()
        database = try mongo.client(
            poolSize: 8, serverSelectionTimeout: .seconds(2), socketTimeout: .seconds(5))
        broker = try FleetBroker(settings.broker, folder: folder)
        let binaries =
            settings.binaries.map { URL(fileURLWithPath: $0) }
            ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let ports = try FreePorts.take(ServiceName.allCases.count * settings.replicas)
        var replicas: [Replica] = []
        for service in ServiceName.allCases {
            for number in 1...settings.replicas {
                var environment: [String: String] = [:]
                // Fulfillment's steps: every one of them shows in orders, so that none that is broken can hide.
                if service == .fulfillment { environment["STOREFRONT_SABOTAGE"] = settings.sabotage ?? "" }
                // As scripts/up does it.
                if settings.broker == .embedded { environment["SPRING_KAFKA_PROPERTIES_SESSION_TIMEOUT_MS"] = "2000" }
                replicas.append(
                    Replica(
                        service, name: "\(service.rawValue)-\(number)", port: ports[replicas.count], mongo: mongo,
                        bootstrapServers: broker.bootstrapServers, environment: environment, binaries: binaries,
                        folder: folder))
            }
        }
        self.replicas = replicas
    }

    func start() throws {
        try broker.start()
        for replica in replicas { try replica.process.start() }
        for replica in replicas { try waitUntilReady(replica) }
        for replica in replicas { try checkLibrary(of: replica) }
    }

    private func checkLibrary(of replica: Replica) throws {
        guard let library else { return }
        let answer = try client.send(
            HTTPClientRequest("GET", "http://127.0.0.1:\(replica.port)/actuator/info"), timeout: .seconds(4))
        guard answer.text.contains(#""librdkafka":"\#(library)""#) else {
            throw ChaosError("\(replica.process.name) does not run on librdkafka \(library): \(answer.text)")
        }
    }

    func waitUntilReady(_ replica: Replica) throws { try replica.waitUntilReady(client) }

    func replicas(of service: ServiceName) -> [Replica] { replicas.filter { $0.service == service } }

    func collection(_ name: String, of service: ServiceName) -> MongoCollection {
        database.database(service.rawValue).collection(name)
    }

    func stop() {
        for replica in replicas { replica.process.kill() }
        broker.stop()
        database.close()
        mongo.kill()
    }
}
