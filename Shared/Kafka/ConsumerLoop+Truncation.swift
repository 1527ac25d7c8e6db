import CRDKafka
import StructuredLogging

/// A log that ends before the place where we are: its topic was deleted and made again, or its broker came back empty.
///
/// Apache Kafka answers "offset out of range" then, and librdkafka begins anew by `auto.offset.reset`. The embedded broker
/// answers that there is nothing yet, and nothing would ever be read.
extension ConsumerLoop {
    /// How long the end must lie before our place. A new leader may not know for a moment how far its log is committed.
    static let truncationPatience = Duration.seconds(4)

    func lookForTruncation(_ client: ClientHandle) {
        let now = ContinuousClock.now
        guard now >= nextLookForTruncation, configuration.offsetReset == "earliest" else { return }
        nextLookForTruncation = now + .seconds(1)
        for (partition, position) in ledger.positions {
            var low: Int64 = -1
            var high: Int64 = -1
            let code = unsafe rd_kafka_get_watermark_offsets(
                client.pointer, partition.topic, partition.partition, &low, &high)
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR, high >= 0, high < position else {
                beyondTheEnd[partition] = nil
                continue
            }
            guard let since = beyondTheEnd[partition] else {
                beyondTheEnd[partition] = now
                continue
            }
            if since.duration(to: now) >= Self.truncationPatience { beginAnew(partition, client, position, high) }
        }
    }

    private func beginAnew(_ partition: TopicPartition, _ client: ClientHandle, _ position: Int64, _ high: Int64) {
        beyondTheEnd[partition] = nil
        guard seekToBeginning([partition], client) else { return }
        ledger.restart(partition)
        log.logger.warning(
            "a partition ends before what was read of it: its log was lost; reading from its start",
            metadata: [
                "kafka.partition": .string(partition.description), "kafka.position": .integer(position),
                "kafka.end": .integer(high),
            ])
    }
}
