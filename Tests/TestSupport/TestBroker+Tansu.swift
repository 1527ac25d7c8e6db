import Foundation
import KafkaRelay
import Sockets
import StructuredLogging

extension TestBroker {
    /// A broker of its own with our relay before it; each takes a few milliseconds and keeps everything in memory.
    static func startTansu() throws -> Running {
        let binary = ProcessInfo.processInfo.environment[Kind.tansu.variable] ?? ""
        let upstream = try FreePorts.take()
        // The relay comes first: the broker must be told its address, since that is what clients are to use.
        let relay = KafkaRelay(
            listen: .loopback(port: 0), upstream: .loopback(port: upstream), logger: Logger(label: "test.relay"))
        try relay.start()
        guard let address = relay.boundAddress else { throw StartFailed(description: "the relay has no address") }
        let folder = try TestBrokerProcess.makeFolder("tansu")
        try TestBrokerProcess.start(
            binary,
            [
                "--listener-url", "tcp://127.0.0.1:\(upstream)", "--advertised-listener-url", "tcp://\(address)",
                "--storage-engine", "memory://tansu/",
            ],
            in: folder)
        try TestBrokerPorts.waitForListener(on: upstream, log: folder)
        return Running(bootstrapServers: address.description, relay: relay)
    }
}
