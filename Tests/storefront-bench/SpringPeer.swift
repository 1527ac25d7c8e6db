import CommandLineOptions
import Foundation
import HTTPClient
import Kafka
import TestSupport

/// The Spring services, on the same broker and the same MongoDB with topics, groups and databases of their own.
struct SpringPeer {
    static let customerTopic = "spring.accounts.customer.change"
    private static let topics = [customerTopic, "spring.orders.order.change", "spring.fulfillment.order.change"]

    let mongo: TestMongo
    let bootstrapServers: String
    let folder: URL
    private let jar: String

    /// Nil without `SPRING_PEER` or Java, and says so.
    init?(mongo: TestMongo, bootstrapServers: String, folder: URL) {
        let home = ProcessInfo.processInfo.environment["SPRING_PEER"] ?? ""
        let jars = ["peer-spring.jar", "target/peer-spring.jar"].map { home + "/" + $0 }
        guard !home.isEmpty, let jar = jars.first(where: FileManager.default.fileExists) else {
            StandardStream.output.print(
                "skip - the Spring peer (\(home.isEmpty ? "SPRING_PEER is not set" : "no peer-spring.jar in \(home)"))")
            return nil
        }
        self.jar = jar
        self.mongo = mongo
        self.bootstrapServers = bootstrapServers
        self.folder = folder
    }

    static func createTopics(_ bootstrapServers: String) throws {
        for topic in topics {
            try createTopic(topic, partitions: 3, .init(bootstrapServers: bootstrapServers, clientID: "bench"))
        }
    }

    /// - Parameters:
    ///   - label: tells this process's database, group and log from others'.
    ///   - customerTopic: where customers come from.
    func service(_ name: ServiceName, port: UInt16, label: String, customerTopic: String) -> ChildProcess {
        ChildProcess(
            name: label, command: ["java", "-jar", jar, "--storefront.service=\(name.rawValue)"],
            environment: [
                "SERVER_PORT": "\(port)", "SERVER_ADDRESS": "127.0.0.1", "STOREFRONT_KAFKA": "true",
                "SPRING_DATA_MONGODB_URI": "mongodb://127.0.0.1:\(mongo.port)/\(label)?replicaSet=rs0",
                "SPRING_KAFKA_BOOTSTRAP_SERVERS": bootstrapServers, "SPRING_KAFKA_CONSUMER_GROUP_ID": label,
                "SPRING_KAFKA_TOPIC_ACCOUNTS_CUSTOMER": customerTopic,
                "SPRING_KAFKA_TOPIC_ORDERS_ORDER": Self.topics[1],
                "SPRING_KAFKA_TOPIC_FULFILLMENT_ORDER": Self.topics[2],
                // As every client here.
                "SPRING_KAFKA_PROPERTIES_LINGER_MS": "0", "SPRING_KAFKA_PROPERTIES_FETCH_MAX_WAIT_MS": "10",
            ], folder: folder)
    }

    /// All three services, ready.
    func start() throws -> (peer: Peer, processes: [ChildProcess]) {
        try Self.createTopics(bootstrapServers)
        let ports = try FreePorts.take(ServiceName.allCases.count)
        let processes = zip(ServiceName.allCases, ports).map { name, port in
            service(name, port: port, label: "spring_\(name.rawValue)", customerTopic: Self.customerTopic)
        }
        for process in processes { try process.start() }
        let client = HTTPClient(connectTimeout: .seconds(1))
        for (process, port) in zip(processes, ports) {
            let request = HTTPClientRequest("GET", "http://127.0.0.1:\(port)/actuator/health")
            let isReady = Waiting.until(.now + .seconds(120)) {
                (try? client.send(request, timeout: .seconds(2)))?.status == 200 || !process.isRunning
            }
            guard isReady, process.isRunning else {
                throw ProcessError("\(process.name) does not come up: \(process.logText.suffix(2000))")
            }
        }
        return (Peer(name: "Spring peer", accounts: ports[0], orders: ports[1]), processes)
    }
}
