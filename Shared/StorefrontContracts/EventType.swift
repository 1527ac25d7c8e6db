/// What identifies a kind of event on the wire.
public struct EventType: Sendable, Equatable {
    /// The CloudEvents `type` attribute.
    public let name: String
    /// The Java class that Spring peers expect in the header `__TypeId__`.
    public let javaClass: String

    public init(name: String, javaClass: String) {
        self.name = name
        self.javaClass = javaClass
    }
}

/// Names of record headers that consumers of ours read beside CloudEvents' own.
public enum EventHeader {
    /// CloudEvents extension: the source's version of the aggregate, a decimal that grows by one with each change.
    public static let sequence = "ce_sequence"
    /// CloudEvents extension of a fulfillment request: the version of the customer that it was made from.
    public static let customerSequence = "ce_customersequence"
}
