import Synchronization
import Testing
import Threads

@testable import Kafka

@Suite struct BatchHandlersTests {
    private static func batch(_ partition: Int32, count: Int = 1) -> [ConsumerRecord] {
        (0..<count).map {
            ConsumerRecord(
                topic: "t", partition: partition, offset: Int64($0), timestampMilliseconds: 0, key: nil, value: nil,
                headers: [])
        }
    }

    @Test(arguments: [1, 2, 3, 8])
    func `each batch is handled once, and its outcome stands at its place`(threads: Int) {
        let handled = Mutex<[Int32]>([])
        let handlers = BatchHandlers(threads: threads) { records in
            handled.withLock { $0.append(records[0].partition) }
            return .retry(from: Int(records[0].partition), after: .zero)
        }
        for count in [0, 1, 2, 3, 7] {
            handled.withLock { $0 = [] }
            let outcomes = handlers.handle((0..<Int32(count)).map { Self.batch($0) })
            let places = outcomes.map { outcome -> Int in
                if case .retry(let from, _) = outcome { from } else { -1 }
            }
            #expect(places == Array(0..<count))
            #expect(handled.withLock { $0.sorted() } == (0..<Int32(count)).map { $0 })
        }
    }

    @Test func `as many are handled at once as there are threads`() {
        let meeting = Signal(0)
        let handlers = BatchHandlers(threads: 3) { _ in
            meeting.update { $0 += 1 }
            // Each waits for the other two: with fewer threads nobody would come.
            let met = meeting.wait(until: .now + .seconds(20)) { $0 == 3 ? true : nil }
            return met == true ? .done : .retry(from: 0, after: .zero)
        }
        let outcomes = handlers.handle((0..<3).map { Self.batch($0) })
        #expect(outcomes.allSatisfy { if case .done = $0 { true } else { false } })
    }
}
