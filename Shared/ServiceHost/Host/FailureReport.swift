import StructuredLogging
import Synchronization

/// The first failure that a running service cannot live with, and who wants to know of it. Thread-safe.
final class FailureReport: Sendable {
    private struct State {
        var failure: HostFailure?
        var observer: (@Sendable (HostFailure) -> Void)?
    }
    private let logger: Logger
    private let state = Mutex(State())

    init(logger: Logger) { self.logger = logger }

    var failure: HostFailure? { state.withLock { $0.failure } }

    func report(_ failure: HostFailure) {
        let observer: (@Sendable (HostFailure) -> Void)?? = state.withLock { state in
            guard state.failure == nil else { return nil }
            state.failure = failure
            return .some(state.observer)
        }
        guard let observer else { return }
        logger.critical("\(failure.sentence)")
        observer?(failure)
    }

    /// `observer` is called once: at the failure, or now when it was before.
    func observe(_ observer: @escaping @Sendable (HostFailure) -> Void) {
        let failure = state.withLock { state in
            state.observer = observer
            return state.failure
        }
        if let failure { observer(failure) }
    }
}
