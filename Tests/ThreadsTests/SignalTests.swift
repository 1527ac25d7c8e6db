import Synchronization
import Testing
import Threads

@Suite struct SignalTests {
    @Test func `a waiter wakes when the condition becomes true, and sees the state`() {
        let signal = Signal(0)
        let thread = NamedThread("counter") {
            for _ in 0..<5 { signal.update { $0 += 1 } }
        }
        #expect(signal.wait(until: .now + .seconds(10)) { $0 >= 5 ? $0 * 10 : nil } == 50)
        thread.join()
    }

    @Test func `a condition that is true already does not wait, even with a deadline that has passed`() {
        let signal = Signal("ready")
        #expect(signal.wait(until: .now - .seconds(1)) { $0 } == "ready")
    }

    @Test func `waiting ends at the deadline with nil`() {
        let signal = Signal(false)
        let start = ContinuousClock.now
        #expect(signal.wait(until: start + .milliseconds(50)) { $0 ? true : nil } == nil)
        #expect(ContinuousClock.now - start >= .milliseconds(50))
    }

    @Test func `an update that throws rethrows and leaves the lock free`() {
        struct Refused: Error {}
        let signal = Signal(1)
        #expect(throws: Refused.self) { try signal.update { _ in throw Refused() } }
        #expect(signal.update { $0 } == 1)
    }

    @Test func `elements taken under the lock reach exactly one of many waiters`() {
        let signal = Signal<[Int]>([])
        let taken = Mutex<[Int]>([])
        let threads = (0..<4).map { number in
            NamedThread("taker-\(number)") {
                while let next = signal.wait(until: nil, for: { $0.popLast() }), next >= 0 {
                    taken.withLock { $0.append(next) }
                }
            }
        }
        for number in 0..<1000 { signal.update { $0.append(number) } }
        for _ in threads { signal.update { $0.insert(-1, at: 0) } }
        for thread in threads { thread.join() }
        #expect(taken.withLock { $0.sorted() } == Array(0..<1000))
    }
}
