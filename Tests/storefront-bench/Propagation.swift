import TestSupport

/// From sending a change of a customer to accounts until the first GET in orders that shows it.
struct Propagation {
    let peer: Peer
    /// Changed in turn, so that no change waits for the one before.
    let customers: [String]
    /// Part of the last names, so that no two measurements write the same.
    let label: String

    /// Between two GETs: less would keep from work those that are measured, on a machine with two cores.
    private static let pause = Duration.microseconds(250)
    static let patience = Duration.seconds(30)

    /// Milliseconds of change number `number`.
    func measure(_ number: Int) throws -> Double {
        let id = customers[number % customers.count]
        let lastName = "\(label)-\(number)"
        let begin = ContinuousClock.now
        try peer.put(id, lastName: lastName)
        while try !peer.shows(id, lastName: lastName) {
            guard begin.duration(to: .now) < Self.patience else {
                throw ProcessError("\(peer.name): orders does not show a change within \(Self.patience)")
            }
            Waiting.pause(Self.pause)
        }
        return begin.duration(to: .now).seconds * 1000
    }

    /// One after the other, `pause` after the end of the one before; the first 20 are left out.
    func measure(count: Int, pause: Duration) throws -> Latencies {
        var times: [Double] = []
        for number in 0..<(count + 20) {
            Waiting.pause(pause)
            let time = try measure(number)
            if number >= 20 { times.append(time) }
        }
        return Latencies(times)
    }
}
