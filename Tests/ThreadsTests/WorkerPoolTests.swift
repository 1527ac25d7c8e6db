import Synchronization
import Testing
import Threads

@Suite struct WorkerPoolTests {
    private let soon = ContinuousClock.Instant.now + .seconds(60)

    @Test func `all accepted work runs once, and stop waits for it`() {
        let pool = WorkerPool(name: "pool", threads: 3, queueLimit: 1000)
        let done = Mutex<[Int]>([])
        for number in 0..<500 {
            #expect(pool.submit { done.withLock { $0.append(number) } })
        }
        #expect(pool.stop(by: soon))
        #expect(done.withLock { $0.sorted() } == Array(0..<500))
    }

    @Test func `one thread runs work in the order it was accepted`() {
        let pool = WorkerPool(name: "order", threads: 1, queueLimit: 100)
        let done = Mutex<[Int]>([])
        for number in 0..<100 { _ = pool.submit { done.withLock { $0.append(number) } } }
        #expect(pool.stop(by: soon))
        #expect(done.withLock { $0 } == Array(0..<100))
    }

    @Test func `a full queue refuses, and counts tell who waits and who works`() {
        let pool = WorkerPool(name: "full", threads: 2, queueLimit: 3)
        let gate = Signal(false)
        let running = Signal(0)
        for _ in 0..<2 {
            #expect(
                pool.submit {
                    running.update { $0 += 1 }
                    _ = gate.wait(until: nil) { $0 ? true : nil }
                })
        }
        _ = running.wait(until: soon) { $0 == 2 ? true : nil }
        for _ in 0..<3 { #expect(pool.submit {}) }
        #expect(!pool.submit { Issue.record("refused work ran") })
        #expect(pool.queued == 3 && pool.busy == 2)
        gate.update { $0 = true }
        #expect(pool.stop(by: soon))
        #expect(pool.queued == 0 && pool.busy == 0)
    }

    @Test func `a stopped pool refuses work`() {
        let pool = WorkerPool(name: "stopped", threads: 1, queueLimit: 1)
        #expect(pool.stop(by: soon))
        #expect(!pool.submit { Issue.record("ran after the stop") })
    }

    @Test func `stop gives up at its deadline, and the work still ends`() {
        let pool = WorkerPool(name: "slow", threads: 1, queueLimit: 1)
        let gate = Signal(false)
        let ended = Signal(false)
        _ = pool.submit {
            _ = gate.wait(until: nil) { $0 ? true : nil }
            ended.update { $0 = true }
        }
        #expect(!pool.stop(by: .now + .milliseconds(30)))
        gate.update { $0 = true }
        #expect(ended.wait(until: soon) { $0 ? true : nil } == true)
        #expect(pool.stop(by: soon))
    }
}
