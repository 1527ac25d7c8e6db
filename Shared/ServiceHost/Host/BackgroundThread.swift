import Threads

/// A thread of its own whose end can be waited for with a deadline: C libraries return from a call when they like.
final class BackgroundThread: Sendable {
    private let hasEnded = Signal(false)
    private let thread: NamedThread

    init(_ name: String, _ body: @escaping @Sendable () -> Void) {
        let hasEnded = hasEnded
        thread = NamedThread(name) {
            body()
            hasEnded.update { $0 = true }
        }
    }

    /// False when the deadline passed first; the thread is then left to end by itself.
    func join(by deadline: ContinuousClock.Instant) -> Bool {
        guard hasEnded.wait(until: deadline, for: { $0 ? true : nil }) ?? false else { return false }
        thread.join()
        return true
    }
}
