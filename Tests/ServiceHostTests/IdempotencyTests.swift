import BSON
import HTTP
import JSON
import Mongo
import StructuredLogging
import TestSupport
import Testing
import Web

@testable import ServiceHost

@Suite(.enabled(if: TestMongo.isAvailable(for: "IdempotencyTests")))
struct IdempotencyTests {
    let store: IdempotencyStore
    let middleware: IdempotencyMiddleware

    init() throws {
        store = IdempotencyStore(try TestMongo.shared.client().database(TestMongo.shared.uniqueDatabase()))
        try store.prepare()
        middleware = IdempotencyMiddleware(store: store)
    }

    @Test func `the same key and request has the same answer and one effect`() throws {
        var effects: [IdempotentOperation?] = []
        let answers = try (0..<3).map { _ in
            try middleware.respond(to: request(key: "k")) { context in
                effects.append(context.operation)
                return Response(.created, headers: ["ETag": "\"1\""], body: .bytes(Array("made".utf8)))
            }
        }
        #expect(effects.count == 1 && effects.first??.isRepeated == false)
        #expect(answers.map(\.status) == [.created, .created, .created])
        #expect(answers.map { $0.headers["ETag"] } == ["\"1\"", "\"1\"", "\"1\""])
        #expect(answers.map { $0.headers["Idempotency-Replayed"] } == [nil, "true", "true"])
        #expect(
            answers.allSatisfy { if case .bytes(let bytes) = $0.body { bytes == Array("made".utf8) } else { false } })
    }

    @Test func `the same key with another body, path or method is refused`() throws {
        _ = try middleware.respond(to: request(key: "k")) { _ in Response(.ok) }
        for other in [
            request(key: "k", body: "{}x"), request(key: "k", path: "/other"), request(key: "k", method: .put),
        ] {
            let problem = #expect(throws: Problem.self) { try middleware.respond(to: other) { _ in Response(.ok) } }
            #expect(problem?.status == .unprocessable && problem?.code == "idempotency-key-reused")
        }
    }

    @Test func `while the first is running the second is refused`() throws {
        _ = try middleware.respond(to: request(key: "k")) { _ in
            let problem = #expect(throws: Problem.self) {
                try middleware.respond(to: request(key: "k")) { _ in Response(.ok) }
            }
            #expect(problem?.status == .conflict && problem?.code == "idempotency-key-in-use")
            return Response(.ok)
        }
    }

    private struct Refused: ProblemConvertible {
        let problem: Problem
    }

    @Test(arguments: [404, 409, 410, 412], [true, false])
    func `a refusal for what was found is the answer of its key`(status: Int, isConverted: Bool) throws {
        let problem = Problem(Status(status), code: "no", detail: "No.", headers: ["Retry-After": "1"])
        let first = try middleware.respond(to: request(key: "k")) { _ in
            throw isConverted ? Refused(problem: problem) : problem
        }
        let second = try middleware.respond(to: request(key: "k")) { _ in Response(.ok) }
        #expect(second.headers["Idempotency-Replayed"] == "true")
        for answer in [first, second] {
            #expect(answer.status.code == status && answer.headers["Retry-After"] == "1")
            #expect(answer.headers["Content-Type"] == "application/problem+json")
            guard case .bytes(let bytes) = answer.body else {
                Issue.record("no body")
                continue
            }
            let body = String(decoding: bytes, as: UTF8.self)
            #expect(body.contains(#""code":"no""#) && body.contains(#""path":"/customers""#))
            #expect(body.contains(#""requestId":"r""#))
        }
    }

    @Test func `a wrong request frees its key`() throws {
        let faults = JSONFaults(faults: [JSONFault(pointer: .root, kind: .missing, message: "is missing")])
        let errors: [any Error] =
            [400, 406, 413, 415, 422].map { Problem(Status($0), code: "no", detail: "No.") } + [faults]
        for error in errors {
            #expect(throws: (any Error).self) {
                try middleware.respond(to: request(key: "k")) { _ in throw error }
            }
        }
        let answer = try middleware.respond(to: request(key: "k", body: "{}corrected")) { _ in Response(.ok) }
        #expect(answer.headers["Idempotency-Replayed"] == nil)
    }

    @Test func `what broke off is executed again as the same operation`() throws {
        struct Lost: Error {}
        var operations: [IdempotentOperation] = []
        #expect(throws: Lost.self) {
            try middleware.respond(to: request(key: "k")) { context in
                operations += [context.operation].compactMap { $0 }
                throw Lost()
            }
        }
        _ = try middleware.respond(to: request(key: "k")) { context in
            operations += [context.operation].compactMap { $0 }
            return Response(.ok)
        }
        #expect(operations.count == 2 && operations[0].id == operations[1].id)
        #expect(operations.map(\.isRepeated) == [false, true])
    }

    /// How an execution ends that stalled for longer than its lease.
    enum End: CaseIterable { case answered, refused, brokenOff }

    @Test(arguments: End.allCases)
    func `who lost the key to another execution leaves its answer alone`(end: End) throws {
        _ = try? middleware.respond(to: request(key: "k")) { _ in
            try endLease()
            _ = try middleware.respond(to: request(key: "k")) { _ in Response(.created) }
            return try answer(end)
        }
        let replayed = try middleware.respond(to: request(key: "k")) { _ in Response(.ok) }
        #expect(replayed.status == .created && replayed.headers["Idempotency-Replayed"] == "true")
    }

    @Test(arguments: End.allCases)
    func `who lost the key to another execution does not free it while that is running`(end: End) throws {
        var taken: IdempotencyStore.Claim?
        _ = try? middleware.respond(to: request(key: "k")) { _ in
            try endLease()
            let fingerprint = try #require(try store.collection.findOne(["_id": "k"])?["fingerprint"]?.stringValue)
            taken = try store.claim("k", fingerprint: fingerprint)
            return try answer(end)
        }
        guard case .execute? = taken else {
            Issue.record("the key was not taken over")
            return
        }
        let problem = #expect(throws: Problem.self) {
            try middleware.respond(to: request(key: "k")) { _ in Response(.ok) }
        }
        #expect(problem?.code == "idempotency-key-in-use")
    }

    private func answer(_ end: End) throws -> Response {
        struct Lost: Error {}
        switch end {
        case .answered: return Response(.ok)
        case .refused: throw Problem(.conflict, code: "no", detail: "No.")
        case .brokenOff: throw Lost()
        }
    }

    /// As if ten seconds had passed.
    private func endLease() throws {
        _ = try store.collection.update(
            ["_id": "k"], .document(["$set": ["leaseUntil": .date(BSONDate(milliseconds: 1))]]))
    }

    @Test(arguments: ["", " ", "with space", "tab\there", String(repeating: "k", count: 256), "é"])
    func `a key that is none is told`(key: String) throws {
        let problem = #expect(throws: Problem.self) {
            try middleware.respond(to: request(key: key)) { _ in Response(.ok) }
        }
        #expect(problem?.status == .badRequest)
    }

    @Test func `reads and requests without a key pass`() throws {
        for context in [request(key: nil), request(key: "k", method: .get), request(key: "k", method: .get)] {
            let response = try middleware.respond(to: context) { context in
                #expect(context.operation == nil)
                return Response(.noContent)
            }
            #expect(response.status == .noContent)
        }
    }

    private func request(
        key: String?, method: Method = .post, path: String = "/customers", body: String = "{}"
    ) -> RequestContext {
        var headers = Headers()
        if let key { headers.add("Idempotency-Key", key) }
        return RequestContext(
            request: Request(
                head: RequestHead(method: method, path: path, query: nil, headers: headers, remoteAddress: "127.0.0.1"),
                body: RequestBody(bytes: Array(body.utf8))),
            template: path, parameters: [:], externalBase: ExternalBase(text: ""), requestID: "r",
            logger: Logger(label: "test"))
    }
}
