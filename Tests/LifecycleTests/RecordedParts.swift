import Lifecycle
import Synchronization
import Threads

/// What happened to the parts of a test, in order.
final class Story: Sendable {
    private let told = Threads.Signal<[String]>([])

    func tell(_ event: String) { told.update { $0.append(event) } }
    var events: [String] { told.update { $0 } }

    func wait(for event: String) {
        _ = told.wait(until: nil) { $0.contains(event) ? true : nil }
    }
}

struct StartFailed: Error, Equatable {}

struct RecordedPart: LifecyclePart {
    let name: String
    let story: Story
    var fails = false
    var onStart: @Sendable () -> Void = {}
    var onStop: @Sendable (ContinuousClock.Instant) -> Void = { _ in }

    func start() throws {
        story.tell("start \(name)")
        onStart()
        if fails { throw StartFailed() }
    }

    func stop(by deadline: ContinuousClock.Instant) {
        onStop(deadline)
        story.tell("stop \(name)")
    }
}
