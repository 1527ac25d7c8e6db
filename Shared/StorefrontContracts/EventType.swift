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

/// CloudEvents extension attributes of ours; in a record's headers they carry the prefix `ce_`.
public enum EventExtension {
    /// Of a fulfillment request: the version of the customer that it was made from, a decimal.
    public static let customerSequence = "customersequence"
    /// Of a fulfillment request: the highest sequence of fulfillment's own steps in the history that it carries, a decimal.
    /// Only when it carries some: the request was published again, and fulfillment may have lost the order.
    public static let fulfillmentSequence = "fulfillmentsequence"
}
