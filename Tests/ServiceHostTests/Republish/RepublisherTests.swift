import JSON
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
            /// Those of the first page that it leaves.
            var left: [String] = []
            /// How many of those that are left find room at each offer; the last number stands for all later ones.
            var room: [Int] = []
            var offers: [[String]] = []
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
                        aggregates: limit, events: 2 * limit, skipped: 1,
                        left: number == 0 ? state.withLock { $0.left } : [],
                        last: number == 2 ? nil : String(number + 1)
                    )
                },
                some: { [self] ids in
                    let room = state.withLock { state in
                        state.offers.append(ids)
                        return state.room.count > 1 ? state.room.removeFirst() : state.room.first ?? 0
                    }
                    let found = min(room, ids.count)
                    return RepublishedPage(
                        aggregates: found, events: 2 * found, skipped: 0, left: Array(ids.dropFirst(found)), last: nil)
                })
        }
        var asked: [String?] { state.withLock { $0.asked } }
        var offers: [[String]] { state.withLock { $0.offers } }
    }
    private let pages = Pages()

    private func republisher(patience: Duration = .seconds(20)) -> Republisher {
        Republisher(
            source: pages.source, pageSize: 10, patience: patience,
            logger: Logger(label: "test", system: LoggingSystem()))
    }

    @Test func `all pages are counted, one after the other`() {
        let republisher = republisher()
        let isHealed = Mutex(false)
        republisher.begin(reason: "test") { isComplete in isHealed.withLock { $0 = isComplete } }
        var expected = Republisher.Run(reason: "test")
        (expected.aggregates, expected.events, expected.skipped, expected.isRunning) = (30, 60, 3, false)
        #expect(republisher.wait(until: .now + .seconds(20)) == expected)
        #expect(pages.asked == [nil, "1", "2"])
        #expect(isHealed.withLock { $0 })
        republisher.stop(by: .now + .seconds(5))
    }

    @Test func `what found no room is offered again until it does, and only then it is healed`() {
        pages.state.withLock {
            $0.left = ["a", "b", "c"]
            $0.room = [0, 2, 0, 0, 1]
        }
        let republisher = republisher()
        let offersWhenHealed = Mutex(0)
        republisher.begin(reason: "test") { isComplete in
            offersWhenHealed.withLock { $0 = isComplete ? pages.offers.count : -1 }
        }
        let run = republisher.wait(until: .now + .seconds(20))
        #expect(run?.aggregates == 33 && run?.events == 66 && run?.skipped == 3 && run?.failure == nil)
        #expect(pages.asked == [nil, "1", "2"])
        #expect(pages.offers == [["a", "b", "c"], ["a", "b", "c"], ["c"], ["c"], ["c"]])
        #expect(offersWhenHealed.withLock { $0 } == 5)
        republisher.stop(by: .now + .seconds(5))
    }

    @Test func `documents that stay full end the run, which failed then`() {
        pages.state.withLock {
            $0.left = ["a", "b"]
            $0.room = [1, 0]
        }
        let republisher = republisher(patience: .milliseconds(300))
        let isHealed = Mutex<Bool?>(nil)
        republisher.begin(reason: "test") { isComplete in isHealed.withLock { $0 = isComplete } }
        let run = republisher.wait(until: .now + .seconds(20))
        #expect(
            run?.failure
                == "aggregates without room in their documents, which stay full of events that wait: 1, among them b")
        #expect(run?.aggregates == 31 && pages.asked == [nil, "1", "2"])
        #expect(isHealed.withLock { $0 } == false)
        republisher.stop(by: .now + .seconds(5))
    }

    @Test func `with many that were left no further page is begun, and the full hold up no others`() {
        pages.state.withLock {
            $0.left = (0..<1_100).map { "\($0)" }
            $0.room = [0, 0, 0, 1_000]
        }
        let republisher = republisher()
        republisher.begin(reason: "test")
        #expect(republisher.wait(until: .now + .seconds(20))?.aggregates == 30 + 1_100)
        let offers = pages.offers
        #expect(offers.map(\.count) == [500, 500, 500, 500, 500, 100])
        #expect(offers[1].first == "500" && offers[2].first == "1000" && offers[3].first == "400")
        republisher.stop(by: .now + .seconds(5))
    }

    @Test func `a request waits for room, too`() throws {
        pages.state.withLock { $0.room = [0, 1] }
        let republisher = republisher()
        let page = try republisher.some(["a", "b", "c"])
        #expect(page == RepublishedPage(aggregates: 3, events: 6, skipped: 0, last: nil))
        #expect(pages.offers.map(\.count) == [3, 3, 2, 1])
        republisher.stop(by: .now + .seconds(5))
        // One that stops does not wait.
        pages.state.withLock { $0.room = [0] }
        #expect(try republisher.some(["a", "b"]).skipped == 2)
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

    @Test func `what cannot be done ends the run, which failed then`() {
        let dropped = MongoError(kind: .rejected, code: 175, domain: "server", message: "collection dropped")
        pages.state.withLock { $0.faults = [dropped] }
        let republisher = republisher()
        let isHealed = Mutex<Bool?>(nil)
        republisher.begin(reason: "test") { isComplete in isHealed.withLock { $0 = isComplete } }
        let run = republisher.wait(until: .now + .seconds(20))
        #expect(run?.failure == "MongoDB (server 175): collection dropped" && run?.isRunning == false)
        #expect(isHealed.withLock { $0 } == false)
        republisher.stop(by: .now + .seconds(5))
    }

    @Test func `whoever asks during a run gets a run that begins afterwards`() {
        let republisher = republisher()
        let healed = Mutex(0)
        for _ in 0..<3 { republisher.begin(reason: "test") { _ in healed.withLock { $0 += 1 } } }
        eventually("all are told") { healed.withLock { $0 } == 3 }
        #expect([6, 9].contains(pages.asked.count))
        republisher.stop(by: .now + .seconds(5))
    }

    @Test func `a stop ends a run that waits for the database`() throws {
        let away = MongoError(kind: .unavailable, code: 0, domain: "network", message: "gone")
        pages.state.withLock { $0.faults = Array(repeating: away, count: 1_000) }
        let republisher = republisher()
        republisher.begin(reason: "test") { _ in Issue.record("it has not ended") }
        eventually("it tries") { pages.asked.count > 1 }
        republisher.stop(by: .now + .seconds(5))
        #expect(republisher.run?.isRunning == false)
        #expect(republisher.run?.failure == "the service stops")
        let answer = String(
            decoding: RepublishEndpoint.Answer(try #require(republisher.run)).jsonBytes(), as: UTF8.self)
        #expect(answer.contains(#""failure":"the service stops""#), "whoever asks how far it is learns it")
    }
}
