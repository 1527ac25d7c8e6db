import Mongo
import Testing

struct MongoErrorTests {
    @Test func `a duplicate key names its index`() {
        let message = #"E11000 duplicate key error collection: db.people index: email_1 dup key: { email: "a" }"#
        let single = MongoError(kind: .rejected, code: 11000, domain: "server", message: message)
        #expect(single.isDuplicateKey)
        #expect(single.duplicateKeyIndex == "email_1")
        let bulk = MongoError(
            kind: .rejected, code: 0, domain: "command", message: "bulk",
            writeErrors: [.init(index: 3, code: 11000, message: message)])
        #expect(bulk.isDuplicateKey)
        #expect(bulk.duplicateKeyIndex == "email_1")
        let other = MongoError(kind: .rejected, code: 2, domain: "server", message: "index: x")
        #expect(!other.isDuplicateKey)
        #expect(other.duplicateKeyIndex == nil)
    }

    @Test func `it reads as one line`() {
        #expect(
            "\(MongoError(kind: .rejected, code: 26, domain: "server", message: "ns not found"))"
                == "MongoDB (server 26): ns not found")
        #expect(
            "\(MongoError(kind: .misuse, code: 0, domain: "client", message: "closed"))" == "MongoDB (client): closed")
    }
}
