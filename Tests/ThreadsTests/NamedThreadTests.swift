import Foundation
import Synchronization
import Testing
import Threads

@Suite struct NamedThreadTests {
    @Test func `the body runs on a thread of its own that carries the name`() throws {
        let name = Signal<String?>(nil)
        let thread = NamedThread("a-name-longer-than-linux-shows") {
            let comm = try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)
            name.update { $0 = comm ?? "no comm" }
        }
        thread.join()
        #expect(name.wait(until: .now) { $0 } == "a-name-longer-t\n")
    }

    @Test func `join returns after the body, to every thread that asks and again`() {
        let gate = Signal(false)
        let ended = Atomic(false)
        let thread = NamedThread("joined") {
            _ = gate.wait(until: nil) { $0 ? true : nil }
            ended.store(true, ordering: .releasing)
        }
        let seen = Mutex<[Bool]>([])
        let joiners = (0..<3).map { number in
            NamedThread("joiner-\(number)") {
                thread.join()
                seen.withLock { $0.append(ended.load(ordering: .acquiring)) }
            }
        }
        gate.update { $0 = true }
        for joiner in joiners { joiner.join() }
        thread.join()
        #expect(seen.withLock { $0 } == [true, true, true])
    }

    @Test func `a thread that nobody joins runs to its end`() {
        let ended = Signal(false)
        do { _ = NamedThread("alone") { ended.update { $0 = true } } }
        #expect(ended.wait(until: .now + .seconds(10)) { $0 ? true : nil } == true)
    }
}
