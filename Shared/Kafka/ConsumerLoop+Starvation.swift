import CRDKafka

/// A consumer that is far behind must not wait for its client.
///
/// Once `queued.max.messages.kbytes` wait, librdkafka 2.0.2 stops fetching, and looks only every second whether there is
/// room again: what a fetch takes a few milliseconds for would come once a second. Any answer on the leader's connection
/// makes it look, so whoever has nothing to do although there is more asks where the partition ends.
extension ConsumerLoop {
    private static let interval = Duration.milliseconds(10)

    /// Called when nothing waits in the client's queue.
    func wakeFetcher(_ client: ClientHandle) {
        let now = ContinuousClock.now
        guard now >= nextWake else { return }
        for (partition, position) in ledger.positions {
            var low: Int64 = -1
            var high: Int64 = -1
            // From the last fetch; no request.
            let code = unsafe rd_kafka_get_watermark_offsets(
                client.pointer, partition.topic, partition.partition, &low, &high)
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR, high > position else { continue }
            _ = unsafe rd_kafka_query_watermark_offsets(
                client.pointer, partition.topic, partition.partition, &low, &high, 100)
            nextWake = now + Self.interval
        }
    }
}
