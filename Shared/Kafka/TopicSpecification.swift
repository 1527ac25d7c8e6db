/// A topic as it should be.
public struct TopicSpecification: Sendable {
    public var name: String
    public var partitions: Int32
    /// -1: the broker's default.
    public var replication: Int32
    /// The broker's names, for instance "retention.ms".
    public var settings: [String: String]

    public init(name: String, partitions: Int32 = 3, replication: Int32 = -1, settings: [String: String] = [:]) {
        self.name = name
        self.partitions = partitions
        self.replication = replication
        self.settings = settings
    }
}

/// What was found.
public enum TopicOutcome: Sendable, Equatable {
    case created
    /// There as asked.
    case present
    /// There with other settings, which are reported and not changed: what is wanted and what is found.
    case different(String)
}
