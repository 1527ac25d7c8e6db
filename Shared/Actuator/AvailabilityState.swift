import Synchronization

/// The state of the process as its host knows it: starting (not ready), ready, stopping (not ready); broken. Thread-safe.
public final class AvailabilityState: Sendable {
    private let ready = Atomic(false)
    private let broken = Atomic(false)

    /// Starting: neither ready nor broken.
    public init() {}

    /// True when the start is over, false when the stop begins.
    public func setReady(_ isReady: Bool) { ready.store(isReady, ordering: .releasing) }

    /// The process cannot recover by itself and should be restarted: liveness is DOWN from now on.
    public func setBroken() { broken.store(true, ordering: .releasing) }

    public var isReady: Bool { ready.load(ordering: .acquiring) }
    var isBroken: Bool { broken.load(ordering: .acquiring) }

    var liveness: Health { Health(isBroken ? .down : .up) }
    var readiness: Health { Health(isReady ? .up : .outOfService) }
}
