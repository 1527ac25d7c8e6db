/// A record to be sent. A null key and a null value are something else than empty ones.
public struct ProducerRecord: Sendable {
    public var topic: String
    public var key: [UInt8]?
    public var value: [UInt8]?
    public var headers: [KafkaHeader]
    /// Nil: the partition that Java's default partitioner takes for this key (murmur2), a random one without a key.
    public var partition: Int32?

    public init(topic: String, key: [UInt8]?, value: [UInt8]?, headers: [KafkaHeader] = [], partition: Int32? = nil) {
        self.topic = topic
        self.key = key
        self.value = value
        self.headers = headers
        self.partition = partition
    }
}

/// Where a record was written.
public struct RecordMetadata: Sendable {
    public let partition: Int32
    /// -1 when the broker acknowledged a repeated attempt of a record that it had already.
    public let offset: Int64

    public init(partition: Int32, offset: Int64) {
        self.partition = partition
        self.offset = offset
    }
}
