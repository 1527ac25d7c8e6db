import Glibc

/// The one door to the system: repeats a call that a signal interrupted, and turns its errno into an error that
/// carries the call's name.
///
/// - Returns: the call's result; nil when it would have blocked (EAGAIN, EINPROGRESS).
/// - Throws: `SocketError` for every other errno.
@discardableResult
func systemCall<R: SignedInteger>(_ name: String, _ call: () -> R) throws(SocketError) -> R? {
    while true {
        let result = call()
        guard result == -1 else { return result }
        switch errno {
        case EINTR: continue
        case EAGAIN, EINPROGRESS: return nil
        case let code: throw SocketError(call: name, code: code)
        }
    }
}

/// Waits until the descriptor is ready for `events` (poll(2)); false when `deadline` passes first.
func waitUntilReady(
    _ descriptor: Int32, for events: Int32, deadline: ContinuousClock.Instant
) throws(SocketError) -> Bool {
    while true {
        let left = ContinuousClock.now.duration(to: deadline)
        let milliseconds =
            max(.zero, left).components.seconds >= 86_400
            ? 86_400_000 : Int32((max(.zero, left) / .milliseconds(1)).rounded(.up))
        var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        // errno and hang-up count as ready: the read or write that follows reports them.
        if let ready = try systemCall("poll", { unsafe poll(&entry, 1, milliseconds) }), ready > 0 { return true }
        if left <= .zero { return false }
    }
}
