/// A count that only grows. Thread-safe, without a lock.
public final class Counter: Meter {
    private let total = AtomicDouble()

    init() {}

    public var value: Double { total.value }

    /// A negative amount, or one that is no number, changes nothing.
    public func increment(by amount: Double = 1) {
        guard amount > 0 else { return }
        total.add(amount)
    }

    func append(to exposition: inout Exposition, family: String, labels: String) {
        exposition.sample(family, labels: labels, value: total.value)
    }
}
