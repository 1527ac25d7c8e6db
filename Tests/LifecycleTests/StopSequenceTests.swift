import StructuredLogging
import Synchronization
import Testing
import Threads

@testable import Lifecycle

@Suite struct StopSequenceTests {
    private let story = Story()

    private func sequence(within timeout: Duration) -> StopSequence {
        let system = LoggingSystem()
        system.setOutput { _ in }
        // A grace that a busy machine's scheduler does not eat up.
        return StopSequence(
            grace: .milliseconds(800), deadline: .now + timeout, logger: Logger(label: "test", system: system))
    }

    @Test func `a part that hangs is named and keeps no other from its stop`() {
        var hanging = RecordedPart(name: "hanging", story: story)
        hanging.onStop = { _ in Never.wait() }
        let late = sequence(within: .milliseconds(50)).stop([hanging, RecordedPart(name: "quick", story: story)])
        #expect(late == ["hanging"])
        #expect(story.events == ["stop quick"])
    }

    @Test func `a part that gives up at the deadline is named`() {
        var waiting = RecordedPart(name: "waiting", story: story)
        waiting.onStop = { deadline in
            // Longer than the least that any part gets, so that the deadline is what counts.
            _ = Threads.Signal(false).wait(until: deadline) { $0 ? true : nil }
        }
        let late = sequence(within: .milliseconds(1_000)).stop([waiting, RecordedPart(name: "quick", story: story)])
        #expect(late == ["waiting"])
        #expect(story.events == ["stop waiting", "stop quick"])
    }

    @Test func `every part gets the same deadline`() {
        let seen = Mutex<[ContinuousClock.Instant]>([])
        let parts = ["a", "b"].map { name in
            var part = RecordedPart(name: name, story: story)
            part.onStop = { deadline in seen.withLock { $0.append(deadline) } }
            return part
        }
        let sequence = sequence(within: .seconds(5))
        #expect(sequence.stop(parts) == [])
        #expect(seen.withLock { $0 } == [sequence.deadline, sequence.deadline])
    }
}
