import TestSupport
import Threads

/// A steady load by many clients.
struct Load {
    let seed: UInt64
    /// Writes per second aimed at.
    let rate: Double
    let writer: WriteClient
    let ledger: Ledger
    let finder: FulfillmentFinder

    /// Clients at once. Under faults some wait for a key whose first request died with its service.
    private static let clients = 24

    /// The threads of the clients; each ends with its last write answered.
    func start(until end: ContinuousClock.Instant) -> [NamedThread] {
        let pace = Pace(perSecond: rate)
        return (0..<Self.clients).map { number in
            let worker = LoadWorker(
                number: number, seed: seed, writer: writer, ledger: ledger, finder: finder, pace: pace)
            return NamedThread("load-\(number)") { worker.run(until: end) }
        }
    }
}
