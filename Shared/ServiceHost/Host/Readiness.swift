import Actuator
import Lifecycle
import Threads

/// The last part to start and the first to stop: readiness is false before a socket closes, so that whoever balances the
/// load sends its requests elsewhere.
struct Readiness: LifecyclePart {
    let name = "readiness"
    let state: AvailabilityState
    /// How long the sockets stay open after that: a balancer learns of it some seconds later, and a request that it sends
    /// until then would meet a closed port.
    let delay: Duration

    func start() { state.setReady(true) }

    func stop(by deadline: ContinuousClock.Instant) {
        state.setReady(false)
        let pause = Signal(())
        _ = pause.wait(until: min(.now + delay, deadline)) { _ in nil as Bool? }
    }
}
