import BSON
import Foundation
import Mongo
import Outbox
import TestSupport
import Testing
import Threads

@testable import outbox_bench

/// What both designs that outbox-bench measures must do, so that it compares like with like.
@Suite(.enabled(if: TestMongo.isAvailable(for: "designs of the outbox")))
struct OutboxDesignTests {
    private static let subjects: [Subject] = [.inDocument, .inTransaction]

    private let client: MongoClient
    private let database: MongoDatabase

    init() throws {
        client = try TestMongo.shared.client(poolSize: 8)
        database = client.database(TestMongo.shared.uniqueDatabase())
    }

    private func make(_ subject: Subject, customers: Int) throws -> (any OutboxDesign, Workload) {
        let design = subject.design(client, database: database)
        try design.prepare()
        return (design, try Workload(count: customers, into: design.aggregates))
    }

    private func version(_ design: any OutboxDesign, _ id: String) throws -> Int64? {
        try design.aggregates.findOne(["_id": BSONValue(id: id)])?["version"]?.integerValue
    }

    @Test(arguments: subjects) func `events come back in the order of their commits, until they are removed`(
        _ subject: Subject
    ) throws {
        let (design, workload) = try make(subject, customers: 3)
        let changes = (0...1).map { customer in
            (Int64(2)...4).map { workload.change(customer, to: $0, withEvent: true) }
        }
        for version in 0..<3 { #expect(try design.commit([changes[0][version], changes[1][version]])) }
        let keys = [0, 1].map { DocumentKey(BSONValue(id: workload.ids[$0])) }
        #expect(try Set(design.waiting(atMost: 10)) == Set(keys))
        #expect(try design.waiting(atMost: 1).count == 1)
        let all = keys + [DocumentKey(BSONValue(id: workload.ids[2]))]
        let found = try design.events(of: all).sorted { $0.key == keys[0] && $1.key != keys[0] }
        #expect(found.map(\.key) == keys)
        #expect(found.map(\.events) == changes.map { $0.flatMap(\.events) })

        try design.remove([(keys[0], found[0].events.prefix(2).map(\.id)), (keys[1], found[1].events.map(\.id))])
        let rest = try design.events(of: all)
        #expect(rest.map(\.key) == [keys[0]])
        #expect(rest.map { $0.events.map(\.sequence) } == [[4]])
    }

    @Test(arguments: subjects) func `a stale change takes neither the state nor its event`(_ subject: Subject) throws {
        let (design, workload) = try make(subject, customers: 1)
        #expect(try design.commit([workload.change(0, to: 2, withEvent: true)]))
        #expect(try !design.commit([workload.change(0, to: 2, withEvent: true)]))
        #expect(try !design.commit([workload.change(0, to: 9, withEvent: true)]))
        #expect(try version(design, workload.ids[0]) == 2)
        let events = try design.events(of: design.waiting(atMost: 10)).flatMap(\.events)
        #expect(events.map(\.sequence) == [2])
    }

    @Test(arguments: subjects) func `one stale change of several: a transaction takes none, documents all others`(
        _ subject: Subject
    ) throws {
        let (design, workload) = try make(subject, customers: 2)
        #expect(
            try !design.commit([
                workload.change(0, to: 2, withEvent: true), workload.change(1, to: 7, withEvent: true),
            ]))
        let taken: Int64 = subject == .inTransaction ? 1 : 2
        #expect(try version(design, workload.ids[0]) == taken)
        #expect(try version(design, workload.ids[1]) == 1)
        #expect(try design.events(of: design.waiting(atMost: 10)).flatMap(\.events).count == Int(taken - 1))
    }

    @Test func `an event that cannot be inserted takes the state with it`() throws {
        let (design, workload) = try make(.inTransaction, customers: 1)
        let change = workload.change(0, to: 2, withEvent: true)
        #expect(try design.commit([change]))
        // The same event id again, by a change that is not stale.
        let again = AggregateChange(id: change.id, from: 2, fields: ["version": 3], events: change.events)
        let error = #expect(throws: MongoError.self) { try design.commit([again]) }
        #expect(error?.isDuplicateKey == true)
        #expect(try version(design, change.id) == 2)
    }

    @Test(arguments: subjects) func `rivals and a relay beside them: every version once, in order`(
        _ subject: Subject
    ) throws {
        let (design, workload) = try make(subject, customers: 1)
        let key = DocumentKey(BSONValue(id: workload.ids[0]))
        let relay = CheckingRelay(design)
        let failures = Signal<[String]>([])
        let threads = (0..<4).map { _ in
            NamedThread("rival") {
                do {
                    for _ in 0..<10 {
                        while true {
                            let version = try version(design, workload.ids[0]) ?? 0
                            if try design.commit([workload.change(0, to: version + 1, withEvent: true)]) { break }
                        }
                        relay.tell(key)
                    }
                } catch {
                    failures.update { $0.append("\(error)") }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(failures.update { $0 } == [])
        #expect(try relay.finish() == 40)
        #expect(try version(design, workload.ids[0]) == 41)
        #expect(try design.waiting(atMost: 1).isEmpty)
    }
}
