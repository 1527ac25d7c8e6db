/// An event that waits inside the document whose change it tells.
public struct OutboxEvent: Sendable, Equatable {
    /// A UUID; consumers may remember it.
    public var id: String
    public var topic: String
    /// Records of one key lie in one partition and leave in the order in which they were added to the document.
    public var key: String
    /// The CloudEvents type.
    public var type: String
    /// The Java class that Spring peers read the value into (header `__TypeId__`).
    public var typeID: String
    public var subject: String
    /// The aggregate's version, which grows by one with each change.
    public var sequence: Int64
    /// Milliseconds since 1970-01-01 UTC.
    public var timeMilliseconds: Int64
    /// JSON; nil is a deletion.
    public var value: [UInt8]?
    /// More attributes, by the rules of CloudEvents 1.0 ("Attribute Naming Convention": lower-case letters and digits).
    public var extensions: [String: String]

    public init(
        id: String, topic: String, key: String, type: String, typeID: String, subject: String, sequence: Int64,
        timeMilliseconds: Int64, value: [UInt8]?, extensions: [String: String] = [:]
    ) {
        self.id = id
        self.topic = topic
        self.key = key
        self.type = type
        self.typeID = typeID
        self.subject = subject
        self.sequence = sequence
        self.timeMilliseconds = timeMilliseconds
        self.value = value
        self.extensions = extensions
    }

    /// What the event weighs in memory, roughly.
    var byteCount: Int { 256 + (value?.count ?? 0) }
}
