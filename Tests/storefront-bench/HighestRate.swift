import Synchronization
import TestSupport
import Threads

/// The highest rate of changes that a fleet holds for 30 s, and how long one takes then.
struct HighestRate {
    struct Held: Sendable {
        /// Changes per second.
        let rate: Double
        let latencies: Latencies
    }

    let peer: Peer
    /// Written by the load, and the last one of each is looked for in the end.
    let customers: [String]
    /// Written one at a time beside the load, to see how long a change takes.
    let probes: [String]
    let label: String

    private static let clients = 16
    private static let length = Duration.seconds(30)
    /// How far orders may be behind when the load ends.
    private static let patience = Duration.seconds(1)
    private static let attempts = 8

    /// What accounts takes at most, and then the next lower rates until one is held by all.
    func measure() throws -> Held {
        let ceiling = try load(perSecond: 1e6, length: .seconds(5), label: "\(label)-0").rate
        var rate = ceiling * 0.95
        for attempt in 1...Self.attempts {
            let label = "\(label)-\(attempt)"
            let result = try load(perSecond: rate, length: Self.length, label: label)
            if result.rate >= rate * 0.98, let latencies = result.latencies {
                return Held(rate: result.rate, latencies: latencies)
            }
            try settle()
            rate *= 0.9
        }
        throw ProcessError("\(peer.name): not even \(Int(rate)) changes/s are held")
    }

    private struct State {
        var written = 0
        /// By customer: the last name that accounts has acknowledged last.
        var last: [String: String] = [:]
        var fault: (any Error)?
    }

    /// `latencies` is nil when orders was too far behind in the end.
    private func load(
        perSecond rate: Double, length: Duration, label: String
    ) throws -> (rate: Double, latencies: Latencies?) {
        let state = Mutex(State())
        let pace = Pace(perSecond: rate)
        let begin = ContinuousClock.now
        let end = begin + length
        let threads = (0..<Self.clients).map { client in
            // Each client has customers of its own, so the order of a customer's changes is known.
            let own = stride(from: client, to: customers.count, by: Self.clients).map { customers[$0] }
            return NamedThread("bench-client-\(client)") { [peer] in
                var number = 0
                while pace.wait(until: end) {
                    let id = own[number % own.count]
                    let lastName = "\(label)-\(client)-\(number)"
                    number += 1
                    do {
                        try peer.put(id, lastName: lastName)
                    } catch {
                        return state.withLock { $0.fault = error }
                    }
                    state.withLock {
                        $0.written += 1
                        $0.last[id] = lastName
                    }
                }
            }
        }
        var times: [Double] = []
        let propagation = Propagation(peer: peer, customers: probes, label: label + "-probe")
        while ContinuousClock.now < end {
            times.append(try propagation.measure(times.count))
            Waiting.pause(.milliseconds(50))
        }
        for thread in threads { thread.join() }
        let seconds = begin.duration(to: .now).seconds
        let result = state.withLock { $0 }
        if let fault = result.fault { throw fault }
        let deadline = ContinuousClock.now + Self.patience
        let isDone = try result.last.allSatisfy { id, lastName in
            while try !peer.shows(id, lastName: lastName) {
                guard ContinuousClock.now < deadline else { return false }
                Waiting.pause(.milliseconds(1))
            }
            return true
        }
        return (Double(result.written + times.count) / seconds, isDone ? Latencies(times) : nil)
    }

    /// Waits until nothing is on its way any more.
    private func settle() throws {
        _ = try Propagation(peer: peer, customers: customers, label: label + "-settle").measure(0)
        Waiting.pause(.seconds(1))
    }
}
