/// The headers of a dead letter, beside those of the record that could not be applied.
public enum DeadLetterHeader: String, CaseIterable {
    public static let prefix = "dlt-"

    case originalTopic = "dlt-original-topic"
    case originalPartition = "dlt-original-partition"
    case originalOffset = "dlt-original-offset"
    /// Milliseconds since 1970, as the broker had it.
    case originalTimestamp = "dlt-original-timestamp"
    /// One word for machines.
    case code = "dlt-code"
    /// A sentence for people, without the payload.
    case reason = "dlt-reason"
    case attempts = "dlt-attempts"
    /// Milliseconds since 1970.
    case failedAt = "dlt-failed-at"
    case group = "dlt-group"
    /// Only when the value was too large to be carried: its size. The original record still has it.
    case valueBytes = "dlt-value-bytes"
    /// Only when key and headers were too large to be carried: the size of the key, of which the dead letter has the
    /// beginning. The original record still has both.
    case keyBytes = "dlt-key-bytes"
}
