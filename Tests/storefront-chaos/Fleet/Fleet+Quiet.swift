import HTTPClient
import JSON
import StorefrontContracts
import TestSupport

/// What is still on its way between the services.
extension Fleet {
    /// Of each topic.
    static let partitions = 3

    /// How far the events of a replica are, as it says itself; nil when it does not answer.
    func movement(of replica: Replica) -> EventMovement? {
        let request = HTTPClientRequest("GET", "http://127.0.0.1:\(replica.port)/actuator/aggregates")
        guard let answer = try? client.send(request, timeout: .seconds(4)), answer.status == 200 else { return nil }
        return try? EventMovement.read(answer.body)
    }

    /// What a service has not read, applied and committed yet: a sentence, nil for nothing. Every partition of its topics
    /// is read by one of its replicas.
    func unread(by service: ServiceName) -> String? {
        var partitions: [EventMovement.PartitionLag] = []
        for replica in replicas(of: service) {
            guard let movement = movement(of: replica) else { return "\(replica.process.name) does not answer" }
            partitions += movement.partitions
        }
        let wanted = RecordFaults.names(readBy: service).count * Self.partitions
        let read = Set(partitions.map { "\($0.topic)/\($0.partition)" }).count
        let behind = partitions.filter { $0.lag != 0 }
        if read == wanted, behind.isEmpty { return nil }
        let lags = behind.map { "\($0.topic)/\($0.partition) by \($0.lag.map { "\($0)" } ?? "an unknown number")" }
        return "\(service.rawValue) reads \(read) of \(wanted) partitions, behind in: \(lags.joined(separator: ", "))"
    }

    /// Waits until no event is on its way any more: all outboxes empty and all topics read, two times in a row, because
    /// an event that was read may make another.
    /// - Returns: what still was on its way at the deadline.
    func waitUntilQuiet(by deadline: ContinuousClock.Instant) -> [String] {
        var quietLooks = 0
        while true {
            var unfinished: [String] = []
            for service in ServiceName.allCases {
                let waiting = waiting(in: service)
                if waiting != 0 {
                    unfinished.append("\(waiting) documents of \(service.rawValue) have events to publish")
                }
            }
            unfinished += ServiceName.allCases.compactMap { unread(by: $0) }
            quietLooks = unfinished.isEmpty ? quietLooks + 1 : 0
            if quietLooks == 2 || ContinuousClock.now > deadline { return unfinished }
            Waiting.pause(.milliseconds(300))
        }
    }
}
