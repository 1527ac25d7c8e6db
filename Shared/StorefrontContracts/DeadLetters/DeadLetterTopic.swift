/// Where a group puts the records that it cannot apply.
public enum DeadLetterTopic {
    public static let suffix = ".dlt"
    /// Bytes of a record: a dead letter is larger than its source, by its headers.
    public static let maximumMessageBytes = 2_097_152

    /// `<topic>.<group>.dlt`: each group has its own opinion of a record.
    public static func name(for topic: String, group: String) -> String { "\(topic).\(group)\(suffix)" }
}
