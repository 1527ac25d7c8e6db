import CommandLineOptions
import Foundation
import HTTPClient
import Kafka
import Mongo
import StorefrontContracts
import TestSupport

/// Starts what is measured, measures round by round, each system after the other, and prints what came out.
struct EventsBench {
    let settings: BenchSettings
    let folder: URL

    private static let idleChanges = 200
    private static let idlePauseMilliseconds = 50
    private static let collection = "customer.orders"
    /// What orders takes in one batch at most.
    private static let batch = 500
    /// The Spring peer saves one after the other.
    private static let springBacklog = 10_000

    /// True when all targets of what was measured are held.
    func run() throws -> Bool {
        guard TestMongo.path != nil else { throw ProcessError("MONGOD is not set") }
        guard let kafka = TestBroker.available.first(where: { $0.kind == .apacheKafka }) else {
            throw ProcessError("KAFKA_HOME is not set")
        }
        let mongo = try TestMongo.start()
        let bootstrapServers = try kafka.bootstrapServers()
        let bare = BareLoop(
            program: settings.binaries.appendingPathComponent("storefront-bare-loop"),
            uri: "mongodb://127.0.0.1:\(mongo.port)/?replicaSet=rs0", bootstrapServers: bootstrapServers,
            folder: folder)
        try createTopic(BareLoop.topic, partitions: 1, .init(bootstrapServers: bootstrapServers, clientID: "bench"))
        let database = try mongo.client(poolSize: 4)
        defer { database.close() }
        var report = BenchReport()
        let cores = ProcessInfo.processInfo.activeProcessorCount
        StandardStream.output.print(
            "# MongoDB \(try database.serverVersion(timeout: .seconds(5))), \(try bare.versions()), \(cores) cores")

        if settings.figures.contains(.idle) || settings.figures.contains(.rate) {
            let spring =
                settings.isWithSpring
                ? SpringPeer(mongo: mongo, bootstrapServers: bootstrapServers, folder: folder) : nil
            try measureFleets(mongo, bare, spring, &report)
        }
        if settings.figures.contains(.catchUp) {
            try measureCatchUp(mongo, database, bare, &report)
        }
        report.print()
        return report.areTargetsHeld
    }

    // MARK: Changes that go through a fleet

    private func measureFleets(
        _ mongo: TestMongo, _ bare: BareLoop, _ spring: SpringPeer?, _ report: inout BenchReport
    ) throws {
        let replicas = try startFleet(mongo, bare.bootstrapServers)
        defer { for replica in replicas { replica.process.kill() } }
        let started = try spring?.start()
        defer { for process in started?.processes ?? [] { process.kill() } }
        let ours = Peer(name: "storefront", accounts: replicas[0].port, orders: replicas[1].port)
        let peers = [ours] + [started?.peer].compactMap(\.self)
        let customers = try peers.map { peer in try (0..<256).map { _ in try peer.create() } }
        for (peer, customers) in zip(peers, customers) { try warmUp(peer, customers) }

        for round in 1...settings.rounds where settings.figures.contains(.idle) {
            report.add(
                .idle, BenchReport.bare,
                try measured("idle, round \(round), bare loop") {
                    try bare.latencies(count: Self.idleChanges, pauseMilliseconds: Self.idlePauseMilliseconds)
                })
            for (peer, customers) in zip(peers, customers) {
                report.add(
                    .idle, peer.name,
                    try measured("idle, round \(round), \(peer.name)") {
                        try Propagation(peer: peer, customers: Array(customers.prefix(64)), label: "idle-\(round)")
                            .measure(count: Self.idleChanges, pause: .milliseconds(Self.idlePauseMilliseconds))
                    })
            }
        }
        for round in 1...settings.rounds where settings.figures.contains(.rate) {
            report.add(
                BenchReport.bare, rate: try measured("rate, round \(round), bare loop") { try bare.rate(seconds: 10) })
            for (peer, customers) in zip(peers, customers) {
                report.add(
                    peer.name,
                    held: try measured("rate, round \(round), \(peer.name)") {
                        try HighestRate(
                            peer: peer, customers: Array(customers.dropFirst(64)),
                            probes: Array(customers.prefix(64)), label: "rate-\(round)"
                        ).measure()
                    })
            }
        }
    }

    private func startFleet(_ mongo: TestMongo, _ bootstrapServers: String) throws -> [Replica] {
        let ports = try FreePorts.take(ServiceName.allCases.count)
        let replicas = zip(ServiceName.allCases, ports).map { service, port in
            Replica(
                service, name: service.rawValue, port: port, mongo: mongo, bootstrapServers: bootstrapServers,
                binaries: settings.binaries, folder: folder)
        }
        for replica in replicas { try replica.process.start() }
        let client = HTTPClient(connectTimeout: .seconds(1))
        for replica in replicas { try replica.waitUntilReady(client) }
        return replicas
    }

    /// Java compiles what it has run often; 2,000 changes are enough for it to reach its speed.
    private func warmUp(_ peer: Peer, _ customers: [String]) throws {
        let propagation = Propagation(peer: peer, customers: customers, label: "warm-up")
        for number in 0..<(peer.name == "storefront" ? 300 : 2_000) { _ = try propagation.measure(number) }
    }

    // MARK: Catching up

    private func measureCatchUp(
        _ mongo: TestMongo, _ client: MongoClient, _ bare: BareLoop, _ report: inout BenchReport
    ) throws {
        let backlog = try CatchUp.Backlog(
            topic: "bench.catch-up", count: settings.backlog, bootstrapServers: bare.bootstrapServers)
        for round in 1...settings.rounds {
            let name = "catchup_\(round)"
            let orders = Replica(
                .orders, name: name, port: try FreePorts.take(1)[0], mongo: mongo,
                bootstrapServers: bare.bootstrapServers,
                environment: [
                    "SPRING_DATA_MONGODB_URI": "mongodb://127.0.0.1:\(mongo.port)/\(name)?replicaSet=rs0",
                    "SPRING_KAFKA_CONSUMER_GROUP_ID": name, "SPRING_KAFKA_TOPIC_ACCOUNTS_CUSTOMER": backlog.topic,
                ], binaries: settings.binaries, folder: folder)
            let catchUp = CatchUp(backlog: backlog, database: client.database(name), collection: Self.collection)
            report.add(
                "storefront",
                catchUp: try measured("catch-up, round \(round), storefront") {
                    try catchUp.measure(patience: .seconds(300)) { try orders.process.start() }
                })
            orders.process.kill()
            report.add(
                bulk: try measured("catch-up, round \(round), bare bulk writes") {
                    // On one connection, and on as many as orders writes on: whichever is faster.
                    let alone = try bare.bulk(
                        database: name, collection: Self.collection, batch: Self.batch, connections: 1)
                    let together = try bare.bulk(
                        database: name, collection: Self.collection, batch: Self.batch,
                        connections: Int(CatchUp.Backlog.partitions))
                    return (
                        inserts: max(alone.inserts, together.inserts), upserts: max(alone.upserts, together.upserts)
                    )
                })
            try client.database(name).drop()
        }
        if settings.isWithSpring,
            let spring = SpringPeer(mongo: mongo, bootstrapServers: bare.bootstrapServers, folder: folder)
        {
            try measureSpringCatchUp(spring, client, bare, &report)
        }
    }

    private func measureSpringCatchUp(
        _ spring: SpringPeer, _ client: MongoClient, _ bare: BareLoop, _ report: inout BenchReport
    ) throws {
        let backlog = try CatchUp.Backlog(
            topic: "bench.catch-up.spring", count: Self.springBacklog, bootstrapServers: bare.bootstrapServers)
        if !settings.figures.contains(.idle), !settings.figures.contains(.rate) {
            try SpringPeer.createTopics(bare.bootstrapServers)
        }
        for round in 1...settings.rounds {
            let name = "spring_catchup_\(round)"
            let orders = spring.service(
                .orders, port: try FreePorts.take(1)[0], label: name, customerTopic: backlog.topic)
            let catchUp = CatchUp(backlog: backlog, database: client.database(name), collection: Self.collection)
            report.add(
                "Spring peer",
                catchUp: try measured("catch-up, round \(round), Spring peer, \(backlog.count) events") {
                    try catchUp.measure(patience: .seconds(300)) { try orders.start() }
                })
            orders.kill()
        }
    }

    // MARK: Each measurement

    /// One measurement, told as it ends with the load of the machine while it ran.
    private func measured<R>(_ what: String, _ body: () throws -> R) throws -> R {
        let (result, load) = try MachineLoad.during(body)
        StandardStream.output.print("# \(what): \(BenchReport.text(result)); \(load.sentence)")
        return result
    }
}
