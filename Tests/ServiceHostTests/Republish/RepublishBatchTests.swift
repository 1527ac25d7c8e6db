import BSON
import Mongo
import Outbox
import StructuredLogging
import TestSupport
import Testing
import Threads

@testable import ServiceHost

@Suite(.enabled(if: TestMongo.isAvailable(for: "RepublishBatchTests")))
struct RepublishBatchTests {
    private let people: AggregateCollection
    private let lines = Signal("")

    init() throws {
        let logging = LoggingSystem()
        logging.setOutput { [lines] line in lines.update { $0 += String(decoding: line, as: UTF8.self) } }
        people = try .people(logger: Logger(label: "test", system: logging))
    }

    private func events(_ count: Int, bytes: Int = 1) -> [OutboxEvent] {
        (0..<count).map {
            OutboxEvent(
                id: "e\($0)", topic: "t", key: "k", type: "", typeID: "", subject: "s", sequence: 1,
                timeMilliseconds: 0,
                value: Array(repeating: 7, count: bytes))
        }
    }

    private func insert(_ ids: String...) throws { for id in ids { try people.documents.insert(["_id": .string(id)]) } }

    /// How many events wait in a document.
    private func waiting(_ id: String) throws -> Int? {
        try people.documents.findOne(["_id": .string(id)]).map { $0["outbox"]?.arrayValue?.count ?? 0 }
    }

    private func commit(_ aggregates: [(String, String, [OutboxEvent])]) throws -> RepublishedPage {
        var batch = RepublishBatch(people)
        for (aggregate, document, events) in aggregates { batch.add(aggregate, in: document, events) }
        return try batch.commit(last: nil)
    }

    @Test func `aggregates that have no room beside others of their document are left`() throws {
        try insert("a", "b")
        let many = (0..<150).map { ("\($0)", "a", events(2)) }
        let page = try commit(many + [("other", "b", events(2))])
        #expect(page.aggregates == 101 && page.events == 202 && page.skipped == 0)
        #expect(page.left == (100..<150).map { "\($0)" })
        #expect(try waiting("a") == 200 && waiting("b") == 2)
        #expect(try people.documents.findOne(["_id": "a"])?.keys == ["_id", "outbox"])
    }

    @Test func `what waits in a document already takes room, and leaves some`() throws {
        try insert("a", "b")
        for _ in 0..<2 { #expect(try commit([("0", "a", events(95)), ("1", "b", events(1))]).left.isEmpty) }
        let page = try commit([
            ("0", "a", events(4)), ("1", "a", events(7)), ("2", "a", events(6)), ("3", "b", events(9)),
        ])
        #expect(page == RepublishedPage(aggregates: 3, events: 19, skipped: 0, left: ["1"], last: nil))
        #expect(try waiting("a") == 200 && waiting("b") == 11)
    }

    @Test func `bytes need room, too, and what is too large by itself finds it in an empty outbox`() throws {
        try insert("a", "b")
        let large = events(1, bytes: 300_000)
        let page = try commit([("0", "a", large), ("1", "a", large), ("2", "a", large), ("3", "a", large)])
        #expect(page == RepublishedPage(aggregates: 3, events: 3, skipped: 0, left: ["3"], last: nil))
        #expect(try commit([("3", "a", large)]).left == ["3"])
        #expect(try commit([("4", "a", events(1))]).left == [])
        #expect(try commit([("5", "b", events(1, bytes: 2_000_000))]).left == [])
        #expect(try commit([("6", "b", events(1))]).left == ["6"])
    }

    @Test func `a batch that is full takes no more`() throws {
        try insert("a")
        var batch = RepublishBatch(people)
        for number in 0..<20 { batch.add("\(number)", in: "d\(number)", events(99)) }
        #expect(!batch.isFull)
        batch.add("20", in: "d20", events(99))
        #expect(batch.isFull)
        batch.add("21", in: "a", events(1))
        batch.add("22", in: "a", [])
        var heavy = RepublishBatch(people)
        for number in 0..<9 { heavy.add("\(number)", in: "d\(number)", events(1, bytes: 1_000_000)) }
        #expect(heavy.isFull)
        let page = try batch.commit(last: "a")
        #expect(page.left == ["21", "22"] && page.last == "a")
    }

    @Test func `what the server refuses is left out, with a line in the log, and holds up no others`() throws {
        try insert("a", "c")
        let payload = BSONValue.binary(BSONBinary(Array(repeating: 7, count: (16 << 20) - 200)))
        try people.documents.insert(["_id": "b", "payload": payload])
        let page = try commit([("0", "a", events(1)), ("1", "b", events(3)), ("2", "c", events(2))])
        #expect(page == RepublishedPage(aggregates: 2, events: 3, skipped: 1, last: nil))
        #expect(try waiting("a") == 1 && waiting("b") == 0 && waiting("c") == 2)
        let log = lines.update { $0 }
        #expect(log.contains("an aggregate cannot be published again and is left out"))
        #expect(log.contains("16777216"), "\(log)")
    }

    @Test func `documents that are gone are not left`() throws {
        try insert("a")
        let page = try commit([("0", "a", events(1)), ("1", "b", events(1)), ("2", "a", [])])
        #expect(page.aggregates == 1 && page.left.isEmpty && page.skipped == 0)
        #expect(try waiting("b") == nil)
    }
}
