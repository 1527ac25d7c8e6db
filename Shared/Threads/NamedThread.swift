import Glibc
import Synchronization

/// A named thread of the operating system.
///
/// Blocking work (drivers, sockets, long waits) runs on such threads and never on Swift's cooperative pool. The body ends
/// by itself when it is told to (a flag, a closed queue): a thread is never cancelled. The object does not keep the
/// thread alive nor end it; a thread that nobody joins is detached when the object goes.
public final class NamedThread: Sendable {
    private let handle: Mutex<pthread_t?>
    private let ended = Signal(false)

    /// Starts the thread. Linux shows the first 15 bytes of `name` (pthread_setname_np(3)).
    ///
    /// Traps when the system has no thread left to give (EAGAIN): threads are made at start, where nothing can go on
    /// without them.
    public init(_ name: String, _ body: @escaping @Sendable () -> Void) {
        let ended = self.ended
        let start = unsafe Unmanaged.passRetained(
            Start {
                setCurrentThreadName(name)
                body()
                ended.update { $0 = true }
            })
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread, nil,
            { argument in
                unsafe Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue().body()
                return nil
            }, start.toOpaque())
        precondition(code == 0, "no thread \(name): error \(code)")
        handle = Mutex(thread)
    }

    deinit {
        if let thread = handle.withLock({ $0 }) { pthread_detach(thread) }
    }

    /// Waits until the body has ended. May be called by several threads and again; never by the thread itself.
    public func join() {
        let thread = handle.withLock { $0.take() }
        if let thread {
            let code = pthread_join(thread, nil)
            precondition(code == 0, "a thread cannot join itself")
        } else {
            _ = ended.wait(until: nil) { $0 ? true : nil }
        }
    }
}

/// Carries the closure through the C function pointer of pthread_create(3).
private final class Start {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
}

/// What pthread_setname_np(3) does, which Glibc's module does not show: writes to the thread's own `comm` file (proc(5)).
/// A name is for people only, so a system without /proc goes without.
private func setCurrentThreadName(_ name: String) {
    let file = unsafe open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    defer { close(file) }
    let bytes = Array(name.utf8.prefix(15))
    _ = unsafe write(file, bytes, bytes.count)
}
