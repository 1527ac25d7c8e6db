import Actuator
import Lifecycle

/// The last part to start and the first to stop: readiness is false before a socket closes, so that whoever balances the
/// load sends its requests elsewhere.
struct Readiness: LifecyclePart {
    let name = "readiness"
    let state: AvailabilityState

    func start() { state.setReady(true) }

    func stop(by deadline: ContinuousClock.Instant) { state.setReady(false) }
}
