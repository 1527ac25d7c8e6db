/// Who reads what, and in which portions.
public struct KafkaConsumerConfiguration: Sendable {
    public var base: KafkaConfiguration
    public var groupID: String
    /// Need not exist yet: they are read once they do.
    public var topics: [String]
    /// Where a group without a commit begins: "earliest" or "latest" (or "error").
    public var offsetReset: String
    /// Records at most that are read and not handled yet, over all batches. They are also bounded to 4 MiB, or one record if that is larger.
    public var maximumBatch: Int
    /// Batches of different partitions that are handled at once, at least 1: what one waits for, another one uses.
    public var parallelBatches: Int
    /// After this silence the group gives this member's partitions to others. The broker has bounds for it
    /// (`group.min.session.timeout.ms`, 6 s by default).
    public var sessionTimeout: Duration

    public init(
        base: KafkaConfiguration, groupID: String, topics: [String], offsetReset: String = "earliest",
        maximumBatch: Int = 500, parallelBatches: Int = 1, sessionTimeout: Duration = .seconds(6)
    ) {
        self.base = base
        self.groupID = groupID
        self.topics = topics
        self.offsetReset = offsetReset
        self.maximumBatch = maximumBatch
        self.parallelBatches = parallelBatches
        self.sessionTimeout = sessionTimeout
    }
}

/// What the handler says of a batch of one partition.
public enum BatchOutcome: Sendable {
    /// All records are done with; their offsets may be committed.
    case done
    /// The first `from` records are done with; the others are delivered again after the pause. Only this partition waits.
    case retry(from: Int, after: Duration)
}
