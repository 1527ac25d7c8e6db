import Glibc
import Synchronization
import Threads

/// Receives SIGTERM and SIGINT for the process on a thread of its own: the signals are blocked everywhere else, so no code
/// ever runs in a signal handler.
///
/// Signals belong to the process, not to a lifecycle, so there is one watcher. Its thread is joined by nobody: it waits in
/// sigwaitinfo(2) until the process ends.
final class SignalWatcher: Sendable {
    static let process = SignalWatcher()

    private struct State {
        var thread: pthread_t?
        var lastRegistration = 0
        var receivers: [Int: @Sendable (String) -> Void] = [:]
        var hasBeenAsked = false
    }
    private let state = Mutex(State())

    func prepare() {
        signal(SIGPIPE, SIG_IGN)
        var signals = Self.watched
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        state.withLock { state in
            guard state.thread == nil else { return }
            let begun = Threads.Signal<pthread_t?>(nil)
            _ = NamedThread("signals") {
                begun.update { $0 = pthread_self() }
                self.watch()
            }
            state.thread = begun.wait(until: nil) { $0 }
        }
    }

    /// `receive` is called with the reason to stop, once, on the watcher's thread.
    func register(_ receive: @escaping @Sendable (String) -> Void) -> Int {
        state.withLock { state in
            state.lastRegistration += 1
            state.receivers[state.lastRegistration] = receive
            return state.lastRegistration
        }
    }

    func remove(_ registration: Int) {
        state.withLock { state in
            state.receivers[registration] = nil
            if state.receivers.isEmpty { state.hasBeenAsked = false }
        }
    }

    /// Sends a signal to the watcher's thread alone (tests: a signal to the whole process could reach a thread of the test
    /// runner that does not block it).
    func send(_ number: Int32) {
        if let thread = state.withLock({ $0.thread }) { pthread_kill(thread, number) }
    }

    private static var watched: sigset_t {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGTERM)
        unsafe sigaddset(&signals, SIGINT)
        return signals
    }

    private func watch() {
        var signals = Self.watched
        while true {
            let number = unsafe sigwaitinfo(&signals, nil)
            guard number > 0 else { continue }  // EINTR: a debugger or a stopped process
            receive(number)
        }
    }

    private func receive(_ number: Int32) {
        let receivers = state.withLock { state -> [@Sendable (String) -> Void] in
            guard !state.hasBeenAsked, !state.receivers.isEmpty else { return [] }
            state.hasBeenAsked = true
            return Array(state.receivers.values)
        }
        // _exit: handlers of exit(3) could wait for the very thread that hangs.
        guard !receivers.isEmpty else { _exit(128 + number) }
        for receive in receivers { receive(number == SIGINT ? "SIGINT" : "SIGTERM") }
    }
}
