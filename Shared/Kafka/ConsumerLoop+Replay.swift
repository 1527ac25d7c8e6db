import CRDKafka
import StructuredLogging
import Synchronization

/// Topics that are read once more from their beginning, while everything else goes on.
extension ConsumerLoop {
    private static let replayBackoff = Duration.seconds(1)

    /// The group's offset goes back first: whoever reads the partition next, should this process end now, begins at the
    /// beginning, too. What cannot be done yet is tried again a second later.
    func replayWhenAsked(_ client: ClientHandle) {
        let asked = shared.withLock { $0.replay }
        // The answer to a commit that is under way would tell of the old place.
        guard !asked.isEmpty, commitUnderWay == nil, ContinuousClock.now >= nextReplay else { return }
        let partitions = ledger.assigned.filter { asked.contains($0.topic) }
        if !partitions.isEmpty {
            let beginning = Dictionary(uniqueKeysWithValues: partitions.map { ($0, Int64(0)) })
            guard unsafe commit(beginning, in: client.pointer, by: .now + .seconds(2)),
                seekToBeginning(partitions, client)
            else {
                nextReplay = .now + Self.replayBackoff
                return
            }
            let paused = ledger.waiting
            for partition in partitions { ledger.restart(partition) }
            // Those of them that waited wait no more.
            unsafe resume(partitions.filter(paused.contains), in: client.pointer)
            publish()
        }
        shared.withLock { $0.replay.subtract(asked) }
        log.logger.notice(
            "reading from the beginning once more",
            metadata: [
                "kafka.group": .string(configuration.groupID),
                "kafka.partitions": .string(partitions.map(\.description).sorted().joined(separator: " ")),
            ])
    }

    /// False when the client could not, with a line in the log.
    func seekToBeginning(_ partitions: [TopicPartition], _ client: ClientHandle) -> Bool {
        let places = PartitionList(
            Dictionary(uniqueKeysWithValues: partitions.map { ($0, Int64(RD_KAFKA_OFFSET_BEGINNING)) }))
        let error = unsafe places.lend { unsafe rd_kafka_seek_partitions(client.pointer, $0, 2000) }
        let names = partitions.map(\.description).joined(separator: " ")
        if let error = unsafe error {
            log.logger.debug("\(unsafe KafkaError(stealing: error, "going back to the start of \(names)"))")
            return false
        }
        guard let refused = places.entries.first(where: { $0.error != RD_KAFKA_RESP_ERR_NO_ERROR }) else { return true }
        log.logger.debug(
            "going back to the start of \(names): \(refused.error.text)",
            metadata: ["kafka.partition": .string(refused.partition.description)])
        return false
    }
}
