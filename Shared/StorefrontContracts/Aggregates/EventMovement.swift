public import JSON

/// How far a service's events are, as it counts them itself.
public struct EventMovement: Sendable, Equatable {
    /// The kinds that can be asked for.
    public var kinds: [String]
    /// Documents with events that wait to be published.
    public var waiting: Int64
    /// Age of the oldest such event in milliseconds.
    public var oldestMilliseconds: Int64
    /// Acknowledged by the broker, by topic, since the process started.
    public var published: [TopicCount]
    /// Applied, by topic, since the process started.
    public var applied: [TopicCount]
    /// Put aside as dead letters, by topic, since the process started.
    public var deadLetters: [TopicCount]
    /// Of the partitions that the process reads now.
    public var partitions: [PartitionLag]

    public init(
        kinds: [String], waiting: Int64, oldestMilliseconds: Int64, published: [TopicCount], applied: [TopicCount],
        deadLetters: [TopicCount], partitions: [PartitionLag]
    ) {
        self.kinds = kinds
        self.waiting = waiting
        self.oldestMilliseconds = oldestMilliseconds
        self.published = published
        self.applied = applied
        self.deadLetters = deadLetters
        self.partitions = partitions
    }

    public struct TopicCount: Sendable, Equatable {
        public var topic: String
        public var records: Int64

        public init(topic: String, records: Int64) {
            self.topic = topic
            self.records = records
        }
    }

    public struct PartitionLag: Sendable, Equatable {
        public var topic: String
        public var partition: Int64
        /// Records that are not applied yet; nil before the first fetch.
        public var lag: Int64?

        public init(topic: String, partition: Int64, lag: Int64?) {
            self.topic = topic
            self.partition = partition
            self.lag = lag
        }
    }
}

extension EventMovement: JSONReadable, JSONObjectWritable {
    public init(reading value: JSONValueReader) {
        let object = value.object()
        kinds = object.required("kinds")
        waiting = object.required("waiting")
        oldestMilliseconds = object.required("oldestMilliseconds")
        published = object.required("published")
        applied = object.required("applied")
        deadLetters = object.required("deadLetters")
        partitions = object.required("partitions")
    }

    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("kinds", kinds)
        writer.member("waiting", waiting)
        writer.member("oldestMilliseconds", oldestMilliseconds)
        writer.member("published", published)
        writer.member("applied", applied)
        writer.member("deadLetters", deadLetters)
        writer.member("partitions", partitions)
    }
}

extension EventMovement.TopicCount: JSONReadable, JSONObjectWritable {
    public init(reading value: JSONValueReader) {
        let object = value.object()
        topic = object.required("topic")
        records = object.required("records")
    }

    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("topic", topic)
        writer.member("records", records)
    }
}

extension EventMovement.PartitionLag: JSONReadable, JSONObjectWritable {
    public init(reading value: JSONValueReader) {
        let object = value.object()
        topic = object.required("topic")
        partition = object.required("partition")
        lag = object.optional("lag")
    }

    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("topic", topic)
        writer.member("partition", partition)
        writer.member("lag", lag)
    }
}
