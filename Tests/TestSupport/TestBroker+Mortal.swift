import Foundation
public import KafkaRelay
import Sockets
import StructuredLogging
import Synchronization

/// An embedded broker that a test may kill: what it held is gone, and the next one at the same address is empty.
public final class MortalBroker: Sendable {
    private let upstream: UInt16
    private let address: String
    private let folder: URL
    private let process: Mutex<Int32>
    /// What clients connect to.
    public let relay: KafkaRelay

    /// Needs `TANSU`.
    public init() throws {
        upstream = try FreePorts.take()
        relay = KafkaRelay(
            listen: .loopback(port: 0), upstream: .loopback(port: upstream), logger: Logger(label: "test.relay"))
        try relay.start()
        address = relay.boundAddress?.description ?? ""
        folder = try TestBrokerProcess.makeFolder("tansu")
        process = Mutex(try Self.start(upstream, address, folder))
    }

    public var bootstrapServers: String { address }

    /// Kills the broker and starts an empty one.
    public func replaceByEmptyOne() throws {
        try process.withLock { process in
            TestBrokerProcess.end(process)
            relay.cutConnections()
            process = try Self.start(upstream, address, folder)
        }
    }

    public func stop() {
        process.withLock { TestBrokerProcess.end($0) }
        relay.stop(by: .now + .seconds(5))
    }

    private static func start(_ upstream: UInt16, _ address: String, _ folder: URL) throws -> Int32 {
        let process = try TestBrokerProcess.start(
            ProcessInfo.processInfo.environment[TestBroker.Kind.tansu.variable] ?? "",
            [
                "--listener-url", "tcp://127.0.0.1:\(upstream)", "--advertised-listener-url", "tcp://\(address)",
                "--storage-engine", "memory://tansu/",
            ],
            in: folder)
        try TestBrokerPorts.waitForListener(on: upstream, log: folder)
        return process
    }
}
