import Synchronization

/// How values spread over buckets. Thread-safe, without a lock.
public final class Histogram: Meter {
    private final class Bucket: Sendable {
        let count = Atomic<UInt64>(0)
    }

    private let bounds: [Double]
    /// One per bound, and one for what is above all bounds; not cumulative until shown.
    private let buckets: [Bucket]
    private let sum = AtomicDouble()

    init(bounds: [Double]) {
        precondition(
            bounds.allSatisfy(\.isFinite) && zip(bounds, bounds.dropFirst()).allSatisfy(<),
            "bounds of buckets are finite and ascend")
        self.bounds = bounds
        buckets = (0...bounds.count).map { _ in Bucket() }
    }

    /// What is no number changes nothing.
    public func record(_ value: Double) {
        guard !value.isNaN else { return }
        let index = bounds.firstIndex { value <= $0 } ?? bounds.count
        buckets[index].count.wrappingAdd(1, ordering: .relaxed)
        sum.add(value)
    }

    func append(to exposition: inout Exposition, family: String, labels: String) {
        var cumulated: UInt64 = 0
        for (index, bucket) in buckets.enumerated() {
            cumulated += bucket.count.load(ordering: .relaxed)
            let bound = index < bounds.count ? Exposition.text(of: bounds[index]) : "+Inf"
            exposition.sample(family + "_bucket", labels: labels, extraLabel: "le=\"\(bound)\"", count: cumulated)
        }
        exposition.sample(family + "_sum", labels: labels, value: sum.value)
        exposition.sample(family + "_count", labels: labels, count: cumulated)
    }
}
