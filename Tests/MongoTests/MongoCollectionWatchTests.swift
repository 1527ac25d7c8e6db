import BSON
import Mongo
import TestSupport
import Testing

@Suite(.enabled(if: TestMongo.isAvailable(for: "change streams")))
struct MongoCollectionWatchTests {
    let people: MongoCollection

    init() throws {
        people = try makeCollection()
    }

    @Test func `changes come in order, quiet moments as nil, and a token goes on where it was`() throws {
        try people.insert(["_id": 0])
        var events: [BSONDocument] = []
        var quiet = 0
        try people.watch([], resumeAfter: nil, maxAwait: .milliseconds(50)) { event in
            if let event {
                events.append(event)
            } else if quiet == 0 {
                quiet += 1
                try people.insert(["_id": 1])
                _ = try people.update(["_id": 1], .document(["$set": ["x": 2]]))
                _ = try people.delete(["_id": 1])
            }
            return events.count < 3
        }
        #expect(events.map { $0["operationType"] } == ["insert", "update", "delete"])
        #expect(events[0]["fullDocument"] == ["_id": 1])
        #expect(quiet == 1)

        var again: [BSONDocument] = []
        try people.watch([], resumeAfter: events[0]["_id"]?.documentValue, maxAwait: .milliseconds(50)) { event in
            if let event { again.append(event) }
            return again.count < 2
        }
        #expect(again == Array(events[1...]))
    }

    @Test func `a pipeline filters, and the token moves on all the same`() throws {
        var tokens: [BSONDocument] = []
        var events: [BSONDocument] = []
        var started = false
        try people.watch([["$match": ["operationType": "delete"]]], resumeAfter: nil, maxAwait: .milliseconds(50)) {
            event, token in
            if let token { tokens.append(token) }
            if let event {
                events.append(event)
            } else if !started {
                started = true
                try people.insert(["_id": 1])
            } else if tokens.count > 3 {
                _ = try people.delete(["_id": 1])
            }
            return events.isEmpty
        }
        #expect(events.map { $0["operationType"] } == ["delete"])
        #expect(Set(tokens.map(\.description)).count > 1)
    }

    @Test func `a token that leads nowhere says so`() throws {
        try people.insert(["_id": 0])
        var token: BSONDocument?
        try people.watch([], resumeAfter: nil, maxAwait: .milliseconds(50)) { event in
            if event == nil { try people.drop() }
            if event?["operationType"] == "invalidate" { token = event?["_id"]?.documentValue }
            return token == nil
        }
        let error = try mongoError {
            try people.watch([], resumeAfter: token, maxAwait: .milliseconds(50)) { _ in true }
        }
        #expect(error.isResumeTokenLost, "\(error)")
    }
}
