import Foundation
import TestSupport

/// Nodes of Apache Kafka in KRaft mode, each broker and controller, with short time-outs for sessions and elections.
enum ApacheKafka {
    static func nodes(
        home: String, ports: [UInt16], advertised: [String], folder: URL
    ) throws -> [ChildProcess] {
        let controllers = try FreePorts.take(ports.count)
        let inner = try FreePorts.take(ports.count)
        let voters = controllers.enumerated().map { "\($0 + 1)@127.0.0.1:\($1)" }.joined(separator: ",")
        let clusterID = UUID().uuidString.replacingOccurrences(of: "-", with: "").prefix(22)
        let environment = [
            "KAFKA_HEAP_OPTS": "-Xms64m -Xmx384m",
            "KAFKA_JVM_PERFORMANCE_OPTS": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
            "LOG_DIR": folder.path,
        ]
        return try ports.indices.map { index in
            let properties = folder.appendingPathComponent("kafka-\(index + 1).properties")
            let replication = ports.count
            try """
            process.roles=broker,controller
            node.id=\(index + 1)
            controller.quorum.voters=\(voters)
            listeners=CLIENTS://127.0.0.1:\(ports[index]),INNER://127.0.0.1:\(inner[index]),CONTROLLER://127.0.0.1:\(controllers[index])
            advertised.listeners=CLIENTS://\(advertised[index]),INNER://127.0.0.1:\(inner[index])
            controller.listener.names=CONTROLLER
            inter.broker.listener.name=INNER
            listener.security.protocol.map=CONTROLLER:PLAINTEXT,CLIENTS:PLAINTEXT,INNER:PLAINTEXT
            log.dirs=\(folder.appendingPathComponent("kafka-\(index + 1)").path)
            auto.create.topics.enable=false
            default.replication.factor=\(replication)
            min.insync.replicas=\(min(2, replication))
            offsets.topic.replication.factor=\(replication)
            offsets.topic.num.partitions=4
            transaction.state.log.replication.factor=\(replication)
            transaction.state.log.min.isr=\(min(2, replication))
            transaction.state.log.num.partitions=4
            share.coordinator.state.topic.replication.factor=\(replication)
            share.coordinator.state.topic.min.isr=\(min(2, replication))
            group.initial.rebalance.delay.ms=0
            broker.session.timeout.ms=2000
            broker.heartbeat.interval.ms=500
            controller.quorum.election.timeout.ms=500
            controller.quorum.fetch.timeout.ms=1000
            log.cleaner.dedupe.buffer.size=4194304

            """.write(to: properties, atomically: true, encoding: .utf8)
            try format(home, String(clusterID), properties.path, environment)
            return ChildProcess(
                name: "kafka-\(index + 1)", command: [home + "/bin/kafka-server-start.sh", properties.path],
                environment: environment, folder: folder)
        }
    }

    private static func format(
        _ home: String, _ clusterID: String, _ properties: String, _ environment: [String: String]
    ) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: home + "/bin/kafka-storage.sh")
        process.arguments = ["format", "-t", clusterID, "-c", properties]
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw ChaosError("kafka-storage.sh format failed") }
    }
}
