/// A fixed number of named threads behind a bounded queue.
///
/// Work runs in the order it was accepted, one piece per thread at a time. When the queue is full, `submit` refuses at
/// once: the caller turns that into back-pressure (a 503), instead of a queue whose end nobody will wait for.
public final class WorkerPool: Sendable {
    private let queue: WorkQueue
    private let threads: [NamedThread]

    /// - Parameters:
    ///   - name: threads are called `name-0`, `name-1` …
    ///   - threads: at least 1.
    ///   - queueLimit: how much work may wait for a thread, at least 1; what runs does not count.
    public init(name: String, threads: Int, queueLimit: Int) {
        precondition(threads > 0 && queueLimit > 0, "a pool has a thread and room for one piece of work")
        let queue = WorkQueue(limit: queueLimit)
        self.queue = queue
        self.threads = (0..<threads).map { number in
            NamedThread("\(name)-\(number)") {
                while let work = queue.next() {
                    work()
                    queue.done()
                }
            }
        }
    }

    deinit { queue.close() }

    /// False when the queue is full or the pool stops.
    public func submit(_ work: @escaping @Sendable () -> Void) -> Bool { queue.add(work) }

    /// Pieces of work that wait for a thread.
    public var queued: Int { queue.counts.queued }
    /// Threads that run a piece of work right now.
    public var busy: Int { queue.counts.busy }

    /// Takes no new work, runs what is queued, and waits for the threads to end.
    ///
    /// False when `deadline` passed first: the threads then still end by themselves after the queued work.
    public func stop(by deadline: ContinuousClock.Instant) -> Bool {
        queue.close()
        guard queue.waitUntilIdle(deadline) else { return false }
        for thread in threads { thread.join() }
        return true
    }
}

/// The pool's queue: a ring of closures, and counts of who waits and who works.
@safe
private final class WorkQueue: @unchecked Sendable {
    // Safe to share: every stored variable is touched with `lock` held, and nowhere else. Two locks' conditions, since
    // waking a worker must not wake whoever waits for the pool's end.
    private let lock = ConditionLock()
    private let idle = Signal(())
    private var ring: [(@Sendable () -> Void)?]
    private var first = 0
    private var queued = 0
    private var busy = 0
    private var waiting = 0
    private var closed = false

    init(limit: Int) { ring = Array(repeating: nil, count: limit) }

    var counts: (queued: Int, busy: Int) {
        lock.lock()
        defer { lock.unlock() }
        return (queued, busy)
    }

    func add(_ work: @escaping @Sendable () -> Void) -> Bool {
        lock.lock()
        defer { lock.unlock() }
        guard !closed, queued < ring.count else { return false }
        ring[(first + queued) % ring.count] = work
        queued += 1
        if waiting > 0 { lock.wakeOne() }
        return true
    }

    /// Waits for work; nil when the pool is closed and its queue empty.
    func next() -> (@Sendable () -> Void)? {
        lock.lock()
        defer { lock.unlock() }
        while queued == 0 {
            if closed { return nil }
            waiting += 1
            _ = lock.wait(until: nil)
            waiting -= 1
        }
        let work = ring[first].take()
        first = (first + 1) % ring.count
        queued -= 1
        busy += 1
        return work
    }

    func done() {
        lock.lock()
        busy -= 1
        let quiet = closed && busy == 0 && queued == 0
        lock.unlock()
        if quiet { idle.update { _ in } }
    }

    func close() {
        lock.lock()
        defer { lock.unlock() }
        closed = true
        lock.wakeAll()
    }

    func waitUntilIdle(_ deadline: ContinuousClock.Instant) -> Bool {
        idle.wait(until: deadline) { _ in
            let (queued, busy) = counts
            return queued == 0 && busy == 0 ? true : nil
        } ?? false
    }
}
