import Synchronization

/// A value that goes up and down. Thread-safe; `set` and `add` take no lock.
public final class Gauge: Meter {
    private let current = AtomicDouble()
    private let reader = Mutex<(@Sendable () -> Double?)?>(nil)

    init() {}

    public func set(_ value: Double) {
        current.store(value)
    }

    public func add(_ value: Double) {
        current.add(value)
    }

    func setReader(_ read: @escaping @Sendable () -> Double?) {
        reader.withLock { $0 = read }
    }

    func append(to exposition: inout Exposition, family: String, labels: String) {
        let read = reader.withLock { $0 }
        guard let value = read.map({ $0() }) ?? current.value else { return }
        exposition.sample(family, labels: labels, value: value)
    }
}
