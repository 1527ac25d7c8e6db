import Foundation
import KafkaRelay
import Sockets
import StructuredLogging
import Synchronization

extension TestBroker {
    /// One broker process for the whole test process, with two listeners: one that clients reach directly, one that is
    /// advertised under the address of a relay.
    static func startApacheKafka(isFaulty: Bool) throws -> Running {
        let kafka = try ApacheKafka.shared.withLock { shared in
            if let shared { return try shared.get() }
            let result = Result { try ApacheKafka() }
            shared = result
            return try result.get()
        }
        return isFaulty
            ? Running(bootstrapServers: kafka.relayAddress, relay: kafka.relay)
            : Running(bootstrapServers: kafka.directAddress, relay: nil)
    }
}

private final class ApacheKafka: Sendable {
    static let shared = Mutex<Result<ApacheKafka, any Error>?>(nil)

    let directAddress: String
    let relayAddress: String
    let relay: KafkaRelay

    init() throws {
        let home = ProcessInfo.processInfo.environment[TestBroker.Kind.apacheKafka.variable] ?? ""
        let direct = try FreePorts.take()
        let relayed = try FreePorts.take()
        let controller = try FreePorts.take()
        relay = KafkaRelay(
            listen: .loopback(port: 0), upstream: .loopback(port: relayed), logger: Logger(label: "test.relay"))
        try relay.start()
        directAddress = "127.0.0.1:\(direct)"
        relayAddress = relay.boundAddress?.description ?? ""

        let folder = try TestBrokerProcess.makeFolder("kafka")
        let properties = folder.appendingPathComponent("server.properties")
        try Self.properties(
            direct: directAddress, relayed: "127.0.0.1:\(relayed)", relay: relayAddress,
            controller: "127.0.0.1:\(controller)", storage: folder.appendingPathComponent("storage").path
        ).write(to: properties, atomically: true, encoding: .utf8)
        let environment = [
            "KAFKA_HEAP_OPTS": "-Xms64m -Xmx384m",
            "KAFKA_JVM_PERFORMANCE_OPTS": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
            "LOG_DIR": folder.path,
        ]
        try TestBrokerProcess.run(
            home + "/bin/kafka-storage.sh",
            ["format", "-t", Self.clusterID(), "-c", properties.path], in: folder, environment: environment)
        try TestBrokerProcess.start(
            home + "/bin/kafka-server-start.sh", [properties.path], in: folder, environment: environment)
        try TestBrokerPorts.waitForListener(on: direct, log: folder)
    }

    /// 16 bytes in base64 as Kafka writes it; a leading "-" would be an option.
    private static func clusterID() -> String {
        let bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
        return Data(bytes).base64EncodedString().replacingOccurrences(of: "=", with: "")
            .replacingOccurrences(of: "+", with: "A").replacingOccurrences(of: "/", with: "A")
    }

    private static func properties(
        direct: String, relayed: String, relay: String, controller: String, storage: String
    ) -> String {
        """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@\(controller)
        listeners=DIRECT://\(direct),RELAYED://\(relayed),CONTROLLER://\(controller)
        advertised.listeners=DIRECT://\(direct),RELAYED://\(relay)
        controller.listener.names=CONTROLLER
        inter.broker.listener.name=DIRECT
        listener.security.protocol.map=CONTROLLER:PLAINTEXT,DIRECT:PLAINTEXT,RELAYED:PLAINTEXT
        log.dirs=\(storage)
        auto.create.topics.enable=false
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=4
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=4
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        group.initial.rebalance.delay.ms=0
        log.cleaner.dedupe.buffer.size=4194304

        """
    }
}
