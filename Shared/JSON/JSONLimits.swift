/// What is taken of a document at most. Beyond a limit nothing is read, and the fault is of the kind `.limit`.
public struct JSONLimits: Sendable {
    /// A deeper document is never taken, whatever `maximumDepth` says: what walks a document may use the stack.
    public static let greatestDepth = 512

    /// Characters of one number. No number that is meant needs as many; it bounds the work of converting it.
    static let longestNumber = 1_000

    /// Bytes of the whole text; at most 2 GiB, whatever is given here.
    public var maximumBytes: Int
    /// Arrays and objects within each other: `[]` has the depth 1, a lone number 0.
    public var maximumDepth: Int
    /// Values of every kind, containers included; names of members are not counted. A parsed value costs 16 bytes
    /// (a member 32) beside its text.
    public var maximumValues: Int

    public init(maximumBytes: Int = 1_048_576, maximumDepth: Int = 64, maximumValues: Int = 100_000) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
        self.maximumValues = maximumValues
    }

    /// 1 MiB, depth 64, 100,000 values.
    public static let standard = JSONLimits()
}
