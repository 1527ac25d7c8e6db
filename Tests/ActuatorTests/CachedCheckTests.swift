import Synchronization
import Testing
import Threads

@testable import Actuator

@Suite struct CachedCheckTests {
    /// A clock that is turned by hand.
    private final class HandClock: Sendable {
        private let start = ContinuousClock.now
        private let passed = Mutex(Duration.zero)
        var now: @Sendable () -> ContinuousClock.Instant { { self.start + self.passed.withLock { $0 } } }
        func advance(by duration: Duration) { passed.withLock { $0 += duration } }
    }

    /// A check that counts its runs and waits at a gate when it is closed.
    private final class GatedCheck: Sendable {
        private let state = Threads.Signal((runs: 0, isOpen: true))
        var runs: Int { state.update { $0.runs } }
        func setOpen(_ isOpen: Bool) { state.update { $0.isOpen = isOpen } }
        func waitForRun(_ count: Int) { _ = state.wait(until: nil) { $0.runs >= count ? true : nil } }

        func run() -> Health {
            let run = state.update {
                $0.runs += 1
                return $0.runs
            }
            _ = state.wait(until: nil) { $0.isOpen ? true : nil }
            return Health(run == 1 ? .up : .down)
        }
    }

    private let clock = HandClock()
    private let gate = GatedCheck()

    private func makeCheck() -> CachedCheck {
        CachedCheck(HealthIndicator("x") { [gate] in gate.run() }, now: clock.now)
    }

    @Test func `a result counts for a second`() {
        let check = makeCheck()
        #expect([check.health(), check.health()].map(\.status) == [.up, .up])
        clock.advance(by: .milliseconds(999))
        #expect(check.health().status == .up)
        #expect(gate.runs == 1)
        clock.advance(by: .milliseconds(1))
        #expect(check.health().status == .down)
        #expect(gate.runs == 2)
    }

    @Test func `callers of the first check share it`() {
        let check = makeCheck()
        gate.setOpen(false)
        let statuses = Mutex<[HealthStatus]>([])
        let callers = (0..<4).map { number in
            NamedThread("caller \(number)") {
                let status = check.health().status
                statuses.withLock { $0.append(status) }
            }
        }
        gate.waitForRun(1)
        gate.setOpen(true)
        for caller in callers { caller.join() }
        #expect(statuses.withLock { $0 } == [.up, .up, .up, .up])
        #expect(gate.runs == 1)
    }

    @Test func `while a check runs the last result serves, until the check itself is what is wrong`() {
        let check = makeCheck()
        _ = check.health()
        clock.advance(by: .seconds(2))
        gate.setOpen(false)
        let caller = NamedThread("caller") { _ = check.health() }
        gate.waitForRun(2)
        #expect(check.health().status == .up)
        clock.advance(by: .seconds(3))
        let health = check.health()
        #expect(health.status == .down)
        #expect(health.details.map(\.0) == ["error"])
        #expect(health.details.map(\.1) == ["the check has not ended for 5 s"])
        gate.setOpen(true)
        caller.join()
        #expect(check.health().status == .down)
        #expect(gate.runs == 2)
    }
}
