import Glibc

/// A POSIX mutex with its condition variable: what `Signal` and `WorkerPool` stand on.
///
/// `Synchronization.Mutex` has no condition to wait on; this is the smallest thing that has one. Both objects live on the
/// heap at a fixed address, as POSIX demands, from init to deinit.
@safe
final class ConditionLock: @unchecked Sendable {
    // Safe to share: the two pointers never change, and POSIX objects are made for use by many threads.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe condition = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe condition.initialize(to: pthread_cond_t())
        var attributes = pthread_condattr_t()
        // Waiting goes by a clock that nobody sets: the wall clock's jumps must not shorten or stretch a deadline.
        let made =
            unsafe pthread_mutex_init(mutex, nil) | pthread_condattr_init(&attributes)
            | pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) | pthread_cond_init(condition, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
        precondition(made == 0, "a mutex and a condition with default attributes can always be made")
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    func lock() { unsafe pthread_mutex_lock(mutex) }
    func unlock() { unsafe pthread_mutex_unlock(mutex) }
    func wakeOne() { unsafe pthread_cond_signal(condition) }
    func wakeAll() { unsafe pthread_cond_broadcast(condition) }

    /// Waits, with the lock held by the caller, for a wake-up. May return early (POSIX allows it): callers test their
    /// condition in a loop. False when the deadline has passed.
    func wait(until deadline: ContinuousClock.Instant?) -> Bool {
        guard let deadline else {
            unsafe pthread_cond_wait(condition, mutex)
            return true
        }
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else { return false }
        var until = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &until)
        // A deadline is reckoned from now; more than a day is a day, after which the caller's loop comes here again.
        let (seconds, attoseconds) = min(left, .seconds(86_400)).components
        let nanoseconds = until.tv_nsec + Int(attoseconds / 1_000_000_000)
        until.tv_sec += Int(seconds) + nanoseconds / 1_000_000_000
        until.tv_nsec = nanoseconds % 1_000_000_000
        unsafe pthread_cond_timedwait(condition, mutex, &until)
        return true
    }
}
