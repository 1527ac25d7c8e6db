/// Versions of aggregates as events carry them: `ce_sequence` and the extension attributes that name one.
public enum EventSequence {
    /// No aggregate changes that often. A version that is taken from a later one than there can be would make a consumer
    /// refuse every true one after it, and a service that goes on counting from it run out of numbers.
    public static let bounds: ClosedRange<Int64> = 0...1_000_000_000_000
}
