import Mongo
import StructuredLogging
import Synchronization
import Testing

@testable import ServiceHost

@Suite struct RepublisherTests {
    private final class Pages: Sendable {
        struct State {
            var asked: [String?] = []
            var faults: [any Error] = []
        }
        let state = Mutex(State())

        var source: RepublishSource {
            RepublishSource(
                page: { [self] last, limit in
                    let fault = state.withLock { state -> (any Error)? in
                        state.asked.append(last)
                        return state.faults.isEmpty ? nil : state.faults.removeFirst()
                    }
                    if let fault { throw fault }
                    let number = last.flatMap { Int($0) } ?? 0
                    return RepublishedPage(
                        aggregates: limit, events: 2 * limit, skipped: 1, last: number == 2 ? nil : String(number + 1))
                }, some: { _ in RepublishedPage(aggregates: 0, events: 0, skipped: 0, last: nil) })
        }
        var asked: [String?] { state.withLock { $0.asked } }
    }
    private let pages = Pages()

    private func republisher() -> Republisher {
        Republisher(source: pages.source, pageSize: 10, logger: Logger(label: "test", system: LoggingSystem()))
    }

    @Test func `all pages are counted, one after the other`() {
        let republisher = republisher()
        let isHealed = Mutex(false)
        republisher.begin(reason: "test") { isHealed.withLock { $0 = true } }
        var expected = Republisher.Run(reason: "test")
        (expected.aggregates, expected.events, expected.skipped, expected.isRunning) = (30, 60, 3, false)
        #expect(republisher.wait(until: .now + .seconds(20)) == expected)
        #expect(pages.asked == [nil, "1", "2"])
        #expect(isHealed.withLock { $0 })
        republisher.stop(by: .now + .seconds(5))
    }

    @Test func `a database that is away is waited for where it went away`() {
        let away = MongoError(kind: .unavailable, code: 0, domain: "network", message: "gone")
        pages.state.withLock { $0.faults = [away, away] }
        let republisher = republisher()
        republisher.begin(reason: "test")
        let run = republisher.wait(until: .now + .seconds(20))
        #expect(run?.aggregates == 30 && run?.failure == nil)
        #expect(pages.asked == [nil, nil, nil, "1", "2"])
        republisher.stop(by: .now + .seconds(5))
    }

    @Test func `what cannot be done ends the run, and nobody is told that it is healed`() {
        struct Broken: Error {}
        pages.state.withLock { $0.faults = [Broken()] }
        let republisher = republisher()
        republisher.begin(reason: "test") { Issue.record("it is not healed") }
        let run = republisher.wait(until: .now + .seconds(20))
        #expect(run?.failure == "Broken()" && run?.isRunning == false)
        republisher.stop(by: .now + .seconds(5))
    }

    @Test func `whoever asks during a run gets a run that begins afterwards`() {
        let republisher = republisher()
        let healed = Mutex(0)
        for _ in 0..<3 { republisher.begin(reason: "test") { healed.withLock { $0 += 1 } } }
        eventually("all are told") { healed.withLock { $0 } == 3 }
        #expect([6, 9].contains(pages.asked.count))
        republisher.stop(by: .now + .seconds(5))
    }

    @Test func `a stop ends a run that waits for the database`() {
        let away = MongoError(kind: .unavailable, code: 0, domain: "network", message: "gone")
        pages.state.withLock { $0.faults = Array(repeating: away, count: 1_000) }
        let republisher = republisher()
        republisher.begin(reason: "test") { Issue.record("it is not healed") }
        eventually("it tries") { pages.asked.count > 1 }
        republisher.stop(by: .now + .seconds(5))
        #expect(republisher.run?.isRunning == false)
    }
}
