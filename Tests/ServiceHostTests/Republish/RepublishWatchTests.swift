import StructuredLogging
import Synchronization
import Testing

@testable import ServiceHost

@Suite struct RepublishWatchTests {
    private final class World: Sendable {
        struct State {
            var stored: RepublishMarker?
            var isDatabaseAway = false
            var reasons: [String] = []
            var completions: [@Sendable (Bool) -> Void] = []
            var now = ContinuousClock.now
        }
        let state = Mutex(State())

        struct Away: Error {}

        func watch() -> RepublishWatch {
            RepublishWatch(
                topics: ["a", "b"],
                load: { [self] in
                    try state.withLock { state in
                        guard !state.isDatabaseAway else { throw Away() }
                        return state.stored
                    }
                },
                save: { [self] marker in
                    try state.withLock { state in
                        guard !state.isDatabaseAway else { throw Away() }
                        state.stored = marker
                    }
                },
                republish: { [self] reason, completion in
                    state.withLock { state in
                        state.reasons.append(reason)
                        state.completions.append(completion)
                    }
                },
                clock: ProcessingClock(
                    now: { [self] in state.withLock { $0.now } }, millisecondsSince1970: { 0 }, jitter: { 0.5 }),
                logger: Logger(label: "test", system: LoggingSystem()))
        }

        var stored: RepublishMarker? { state.withLock { $0.stored } }
        var reasons: [String] { state.withLock { $0.reasons } }
        func end(_ isComplete: Bool = true) {
            let completions = state.withLock { state in
                defer { state.completions = [] }
                return state.completions
            }
            completions.forEach { $0(isComplete) }
        }
    }
    private let world = World()

    private func look(_ watch: RepublishWatch, id: String? = "one", a: [Int64], b: [Int64] = [0]) {
        watch.look(clusterID: id) { _ in ["a": a, "b": b] }
    }

    @Test func `the first look at a broker is remembered and publishes nothing`() {
        let watch = world.watch()
        watch.created("a")
        look(watch, a: [0, 0])
        look(watch, a: [3, 1])
        #expect(world.stored == RepublishMarker(clusterID: "one", ends: ["a": [3, 1], "b": [0]]))
        #expect(world.reasons.isEmpty)
    }

    @Test func `topics that only grow are well, also over a restart`() {
        look(world.watch(), a: [3, 1])
        let watch = world.watch()
        look(watch, a: [3, 1])
        look(watch, a: [3, 5], b: [7])
        #expect(world.reasons.isEmpty)
    }

    @Test func `an end before the one that was seen is a loss, and is healed once`() {
        let watch = world.watch()
        look(watch, a: [3, 1])
        look(watch, a: [4, 0])
        #expect(world.reasons == ["the topic a ends before it did"])
        #expect(world.stored?.isHealing == true)
        look(watch, a: [5, 1])
        #expect(world.reasons.count == 1, "it is being healed")
        world.end()
        #expect(world.stored == RepublishMarker(clusterID: "one", ends: ["a": [5, 1], "b": [0]]))
        look(watch, a: [9, 9])
        #expect(world.reasons.count == 1)
    }

    @Test func `a topic that had to be created again, and another cluster, are losses`() {
        look(world.watch(), a: [3])
        let again = world.watch()
        again.created("a")
        look(again, a: [4])
        #expect(world.reasons == ["the topic a was gone"])
        world.end()
        look(world.watch(), id: "two", a: [4])
        #expect(world.reasons.last == "the cluster one became two")
    }

    @Test func `a topic of others, and one that nothing was published to, are no losses`() {
        let watch = world.watch()
        look(watch, a: [3], b: [0])
        watch.created("c")
        watch.created("b")
        look(watch, a: [3], b: [0])
        #expect(world.reasons.isEmpty)
    }

    @Test func `a loss found while the database is away is not forgotten`() {
        let watch = world.watch()
        look(watch, a: [3])
        world.state.withLock { $0.isDatabaseAway = true }
        watch.created("a")
        look(watch, a: [1])
        #expect(world.reasons.isEmpty)
        world.state.withLock { $0.isDatabaseAway = false }
        look(watch, a: [8])
        #expect(world.reasons == ["the topic a was gone"])
    }

    @Test func `a process that ended before all was published begins again`() {
        let first = world.watch()
        look(first, a: [3])
        look(first, a: [0])
        #expect(world.reasons.count == 1)
        look(world.watch(), a: [2])
        #expect(world.reasons.count == 2)
        #expect(world.stored?.isHealing == true)
    }

    @Test func `a run that failed is tried again, later each time, until one succeeds`() {
        let watch = world.watch()
        look(watch, a: [3])
        look(watch, a: [1])
        // Three quarters of 10, 20, 40 s.
        for (number, pause) in [7.5, 15, 30].enumerated() {
            world.end(false)
            #expect(world.stored?.isHealing == true)
            world.state.withLock { $0.now += .seconds(pause - 0.1) }
            look(watch, a: [2])
            #expect(world.reasons.count == number + 1, "it is too early")
            world.state.withLock { $0.now += .seconds(0.2) }
            look(watch, a: [2])
            look(watch, a: [2])
            #expect(world.reasons.count == number + 2)
        }
        #expect(world.reasons.last == "the broker had lost records, and not all was published again")
        world.end()
        #expect(world.stored?.isHealing == false)
        look(watch, a: [2])
        #expect(world.reasons.count == 4)
        // Another loss waits for nothing.
        look(watch, a: [1])
        world.end(false)
        look(watch, a: [0])
        #expect(world.reasons.count == 6)
    }

    @Test func `a second loss before the first is healed keeps it healing until both are`() {
        let watch = world.watch()
        look(watch, a: [3])
        look(watch, a: [1])
        look(watch, a: [0])
        #expect(world.reasons.count == 2)
        let completions = world.state.withLock { $0.completions }
        completions[0](true)
        #expect(world.stored?.isHealing == true)
        completions[1](true)
        #expect(world.stored?.isHealing == false)
    }
}
