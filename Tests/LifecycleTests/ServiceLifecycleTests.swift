import StructuredLogging
import Synchronization
import Testing
import Threads

@testable import Lifecycle

@Suite struct ServiceLifecycleTests {
    private let story = Story()

    private func logger() -> Logger {
        let system = LoggingSystem()
        system.setOutput { _ in }
        return Logger(label: "test", system: system)
    }

    @Test func `parts start in order and stop in reverse`() throws {
        let lifecycle = ServiceLifecycle(
            parts: ["a", "b", "c"].map { RecordedPart(name: $0, story: story) }, stopTimeout: .seconds(5),
            logger: logger())
        let result = Threads.Signal<Bool?>(nil)
        let runner = NamedThread("run") {
            let ended = try? lifecycle.run()
            result.update { $0 = ended }
        }
        story.wait(for: "start c")
        lifecycle.requestStop("test")
        runner.join()
        #expect(result.update { $0 } == true)
        #expect(story.events == ["start a", "start b", "start c", "stop c", "stop b", "stop a"])
    }

    @Test func `a start that throws stops what was started and is rethrown`() {
        var failing = RecordedPart(name: "b", story: story)
        failing.fails = true
        let lifecycle = ServiceLifecycle(
            parts: [RecordedPart(name: "a", story: story), failing, RecordedPart(name: "c", story: story)],
            stopTimeout: .seconds(5), logger: logger())
        #expect(throws: StartFailed()) { try lifecycle.run() }
        #expect(story.events == ["start a", "start b", "stop a"])
    }

    @Test func `a request to stop before the start starts nothing`() throws {
        let lifecycle = ServiceLifecycle(
            parts: [RecordedPart(name: "a", story: story)], stopTimeout: .seconds(5), logger: logger())
        lifecycle.requestStop("early")
        #expect(try lifecycle.run())
        #expect(story.events == [])
    }

    @Test func `a request during the start takes effect after the part that is starting`() throws {
        let lifecycleBox = Mutex<ServiceLifecycle?>(nil)
        var first = RecordedPart(name: "a", story: story)
        first.onStart = { lifecycleBox.withLock { $0?.requestStop("now") } }
        let lifecycle = ServiceLifecycle(
            parts: [first, RecordedPart(name: "b", story: story)], stopTimeout: .seconds(5), logger: logger())
        lifecycleBox.withLock { $0 = lifecycle }
        #expect(try lifecycle.run())
        #expect(story.events == ["start a", "stop a"])
    }

    @Test func `SIGTERM stops the process in order, and the log says why`() async {
        await #expect(processExitsWith: .exitCode(42)) {
            ServiceLifecycle.prepareSignals()
            let story = Story()
            let said = Mutex<[String]>([])
            let system = LoggingSystem()
            system.setOutput { line in said.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }
            let lifecycle = ServiceLifecycle(
                parts: [RecordedPart(name: "a", story: story)], stopTimeout: .seconds(5),
                logger: Logger(label: "test", system: system))
            let sender = NamedThread("sender") {
                story.wait(for: "start a")
                SignalWatcher.process.send(15)
            }
            let inTime = try lifecycle.run()
            sender.join()
            let reasons = said.withLock { $0 }.filter { $0.contains("Stopping: SIGTERM") }
            guard inTime, story.events == ["start a", "stop a"], reasons.count == 1 else { return }
            ExitCode.exit(42)
        }
    }

    @Test func `a second signal ends the process at once`() async {
        await #expect(processExitsWith: .exitCode(128 + 2)) {
            ServiceLifecycle.prepareSignals()
            let story = Story()
            var hanging = RecordedPart(name: "hanging", story: story)
            hanging.onStop = { _ in
                SignalWatcher.process.send(2)
                Never.wait()
            }
            let lifecycle = ServiceLifecycle(parts: [hanging], stopTimeout: .seconds(60), logger: Logger(label: "test"))
            _ = NamedThread("sender") {
                story.wait(for: "start hanging")
                SignalWatcher.process.send(15)
            }
            _ = try lifecycle.run()
        }
    }

    @Test func `a signal while nothing runs ends the process`() async {
        await #expect(processExitsWith: .exitCode(128 + 15)) {
            ServiceLifecycle.prepareSignals()
            SignalWatcher.process.send(15)
            Never.wait()
        }
    }

    @Test func `a write to a peer that is gone does not end the process`() async {
        await #expect(processExitsWith: .exitCode(42)) {
            ServiceLifecycle.prepareSignals()
            if ClosedPipe.writeFailsWithEPIPE() { ExitCode.exit(42) }
        }
    }
}
