import StructuredLogging
import Threads

/// Stops parts one after the other under one deadline, and is stopped by none of them.
struct StopSequence {
    /// What a part gets when the deadline has passed before its turn: enough to close sockets, too little to drain.
    var grace: Duration = .milliseconds(250)

    let deadline: ContinuousClock.Instant
    let logger: Logger

    /// The names of the parts that did not end in time.
    func stop(_ parts: [any LifecyclePart]) -> [String] {
        parts.filter { !endsInTime($0) }.map(\.name)
    }

    private func endsInTime(_ part: any LifecyclePart) -> Bool {
        logger.debug("Stopping \(part.name)")
        let begun = ContinuousClock.now
        // A part that never returns must not keep the others from being stopped: the thread that it hangs on is left behind,
        // and ends with the process.
        let returned = Threads.Signal<ContinuousClock.Instant?>(nil)
        _ = NamedThread("stop") { [deadline] in
            part.stop(by: deadline)
            returned.update { $0 = .now }
        }
        let lastMoment = max(deadline, begun + grace)
        // A part that gives up at the deadline returns just after it; that is late, but its thread has ended.
        guard let end = returned.wait(until: lastMoment + grace, for: { $0 }) else { return false }
        logger.debug("\(part.name) stopped", metadata: [LogKey.eventDuration: .duration(end - begun)])
        return end < lastMoment
    }
}
