/// A record as it was read, copied out of librdkafka: nothing in it is borrowed.
public struct ConsumerRecord: Sendable {
    public let topic: String
    public let partition: Int32
    public let offset: Int64
    /// Milliseconds since 1970-01-01 UTC, the producer's or the broker's clock by the topic's setting; -1 when unknown.
    public let timestampMilliseconds: Int64
    public let key: [UInt8]?
    public let value: [UInt8]?
    public let headers: KafkaHeaders

    public init(
        topic: String, partition: Int32, offset: Int64, timestampMilliseconds: Int64, key: [UInt8]?, value: [UInt8]?,
        headers: KafkaHeaders
    ) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.timestampMilliseconds = timestampMilliseconds
        self.key = key
        self.value = value
        self.headers = headers
    }
}
