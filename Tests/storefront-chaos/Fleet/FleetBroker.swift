import Foundation
import KafkaRelay
import Sockets
import StructuredLogging
import TestSupport

/// The broker of the fleet, with what can be done to it. A relay stands before a single one, so that connections can be
/// cut; a cluster of three is reached directly.
final class FleetBroker: Sendable {
    let kind: ChaosSettings.BrokerKind
    let bootstrapServers: String
    let relay: KafkaRelay?
    let nodes: [ChildProcess]
    private let ports: [UInt16]

    init(_ kind: ChaosSettings.BrokerKind, folder: URL) throws {
        self.kind = kind
        let logger = Logger(label: "chaos.relay")
        let environment = ProcessInfo.processInfo.environment
        func required(_ variable: String) throws(ChaosError) -> String {
            guard let value = environment[variable], !value.isEmpty else { throw ChaosError("\(variable) is not set") }
            return value
        }
        switch kind {
        case .embedded:
            ports = try FreePorts.take(1)
            let relay = KafkaRelay(listen: .loopback(port: 0), upstream: .loopback(port: ports[0]), logger: logger)
            try relay.start()
            self.relay = relay
            bootstrapServers = relay.boundAddress?.description ?? ""
            nodes = [
                ChildProcess(
                    name: "tansu",
                    command: [
                        try required("TANSU"), "--listener-url", "tcp://127.0.0.1:\(ports[0])",
                        "--advertised-listener-url", "tcp://\(bootstrapServers)", "--storage-engine", "memory://tansu/",
                    ], environment: [:], folder: folder)
            ]
        case .kafka:
            ports = try FreePorts.take(1)
            let relay = KafkaRelay(listen: .loopback(port: 0), upstream: .loopback(port: ports[0]), logger: logger)
            try relay.start()
            self.relay = relay
            bootstrapServers = relay.boundAddress?.description ?? ""
            nodes = try ApacheKafka.nodes(
                home: required("KAFKA_HOME"), ports: ports, advertised: [bootstrapServers], folder: folder)
        case .kafka3:
            ports = try FreePorts.take(3)
            relay = nil
            let addresses = ports.map { "127.0.0.1:\($0)" }
            bootstrapServers = addresses.joined(separator: ",")
            nodes = try ApacheKafka.nodes(
                home: required("KAFKA_HOME"), ports: ports, advertised: addresses, folder: folder)
        }
    }

    func start() throws {
        for node in nodes { try node.start() }
        for index in nodes.indices { try waitUntilReady(index) }
    }

    /// The node listens for clients again.
    func waitUntilReady(_ index: Int) throws {
        guard Waiting.until(.now + .seconds(90), { FreePorts.isListening(ports[index]) || !nodes[index].isRunning }),
            nodes[index].isRunning
        else { throw ChaosError("\(nodes[index].name) does not start: \(nodes[index].logText.suffix(2000))") }
    }

    func stop() {
        relay?.stop(by: .now + .seconds(2))
        for node in nodes { node.kill() }
    }
}
