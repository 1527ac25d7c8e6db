import Foundation
import Mongo
import Synchronization
import Threads

/// The same call over and over on several threads, for a time.
struct TimedCalls {
    let threads: Int
    let unitsPerCall: Int
    let seconds: Double
    let client: MongoClient
    /// Calls before the time begins: connections are opened, the server finds its pace.
    private static let warmUp = 0.3

    private struct Taken {
        var calls: [Double] = []
        var failure: (any Error)?
    }

    /// - Parameter call: gets the thread's number and how many calls it has made before.
    func run(_ call: @escaping @Sendable (_ thread: Int, _ calls: Int) throws -> Void) throws -> Figures {
        let clock = ContinuousClock()
        let begin = clock.now + Duration(seconds: Self.warmUp)
        let end = begin + Duration(seconds: seconds)
        let taken = Mutex(Taken())
        let runners = (0..<threads).map { thread in
            NamedThread("commits-\(thread)") {
                var mine: [Double] = []
                var calls = 0
                do {
                    while clock.now < end {
                        let start = clock.now
                        try call(thread, calls)
                        let stop = clock.now
                        if start >= begin { mine.append(start.duration(to: stop).seconds) }
                        calls += 1
                    }
                } catch {
                    taken.withLock { $0.failure = error }
                }
                taken.withLock { [mine] in $0.calls += mine }
            }
        }
        defer { for runner in runners { runner.join() } }
        Thread.sleep(forTimeInterval: clock.now.duration(to: begin).seconds)
        let before = try ServerCounters.now(client)
        Thread.sleep(forTimeInterval: clock.now.duration(to: end).seconds)
        let after = try ServerCounters.now(client)
        for runner in runners { runner.join() }
        let result = taken.withLock { $0 }
        if let failure = result.failure { throw failure }
        return try Figures(
            calls: result.calls, unitsPerCall: unitsPerCall, seconds: seconds, server: after - before)
    }
}
