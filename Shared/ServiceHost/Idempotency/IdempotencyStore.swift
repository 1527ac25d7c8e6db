import BSON
import FoundationEssentials
import Mongo
import Web

/// What is known of requests with an `Idempotency-Key`, for 24 hours, in the collection `idempotency.keys`.
struct IdempotencyStore: Sendable {
    /// How long an execution may take before a repetition takes it over. Both may go on then: the aggregates know which
    /// operations they have seen.
    static let lease: Duration = .seconds(10)

    enum Claim {
        case execute(Execution)
        case replay(StoredAnswer)
        case otherRequest
        case stillRunning
    }

    /// Holds a key until its lease is over and somebody else takes the key: only then does the lease end later than here.
    struct Execution {
        let key: String
        let operation: IdempotentOperation
        fileprivate let leaseEnd: BSONDate
    }

    let collection: MongoCollection

    init(_ database: MongoDatabase) { collection = database.collection("idempotency.keys") }

    func prepare() throws {
        try collection.createIndexes([
            IndexModel(name: "expiry", keys: ["startedAt": 1], expireAfterSeconds: 24 * 60 * 60)
        ])
    }

    /// Claims the key for a request with this fingerprint.
    func claim(_ key: String, fingerprint: String) throws -> Claim {
        let execution = Execution(
            key: key, operation: IdempotentOperation(id: UUID().uuidString.lowercased(), isRepeated: false),
            leaseEnd: Self.endOfLease)
        do {
            try collection.insert([
                "_id": .string(key), "fingerprint": .string(fingerprint), "operation": .string(execution.operation.id),
                "startedAt": .date(Self.now), "leaseUntil": .date(execution.leaseEnd),
            ])
            return .execute(execution)
        } catch  where error.isDuplicateKey {
            return try claimAgain(key, fingerprint: fingerprint)
        }
    }

    private func claimAgain(_ key: String, fingerprint: String) throws -> Claim {
        // Released by its first execution just now: the client's next try finds the key free.
        guard let known = try collection.findOne(["_id": .string(key)]) else { return .stillRunning }
        guard known["fingerprint"]?.stringValue == fingerprint, let operation = known["operation"]?.stringValue else {
            return .otherRequest
        }
        if let answer = known["answer"]?.documentValue { return .replay(try BSONDecoder().decode(from: answer)) }
        guard case .date(let end)? = known["leaseUntil"], end.milliseconds <= Self.now.milliseconds else {
            return .stillRunning
        }
        let execution = Execution(
            key: key, operation: IdempotentOperation(id: operation, isRepeated: true), leaseEnd: Self.endOfLease)
        let taken = try collection.update(
            Self.held(key, until: end), .document(["$set": ["leaseUntil": .date(execution.leaseEnd)]]))
        return taken.matched == 1 ? .execute(execution) : .stillRunning
    }

    // What follows changes nothing once another execution has taken the key.

    func complete(_ execution: Execution, with answer: StoredAnswer) throws {
        let document = try BSONEncoder().encode(answer)
        _ = try collection.update(Self.held(by: execution), .document(["$set": ["answer": .document(document)]]))
    }

    /// The request was wrong and took no effect: the key is free.
    func release(_ execution: Execution) throws { _ = try collection.delete(Self.held(by: execution)) }

    /// The execution broke off and may have taken effect: a repetition goes on with the same operation at once.
    func abandon(_ execution: Execution) throws {
        _ = try collection.update(
            Self.held(by: execution), .document(["$set": ["leaseUntil": .date(BSONDate(milliseconds: 0))]]))
    }

    private static func held(by execution: Execution) -> BSONDocument {
        held(execution.key, until: execution.leaseEnd)
    }

    private static func held(_ key: String, until end: BSONDate) -> BSONDocument {
        ["_id": .string(key), "leaseUntil": .date(end), "answer": nil]
    }

    private static var now: BSONDate { BSONDate(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
    private static var endOfLease: BSONDate {
        BSONDate(milliseconds: now.milliseconds + lease.components.seconds * 1000)
    }
}
