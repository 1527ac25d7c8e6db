import Crypto
import HTTP
import JSON
import Web

/// Lets clients repeat a write safely: the header `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header) names an
/// operation, which takes effect once and has one answer for 24 hours.
///
/// - A refusal for what was found (404, 409, 410, 412) is such an answer: the same request may be waiting in a replica
///   that does not run, and must not take effect there after its client was told that it has none.
/// - A request that is itself wrong (any other 4xx) frees its key, so that it can be corrected.
/// - The same key with another request is 422, with one that is still running 409.
/// - What was broken off is executed again as the same operation: aggregates keep the ids of their last operations, so
///   that an effect that was committed is not repeated.
struct IdempotencyMiddleware: Middleware {
    private static let header = "Idempotency-Key"
    private static let maximumKeyLength = 255
    private static let writes: Set<Method> = [.post, .put, .patch, .delete]
    private static let keptRefusals: Set<Int> = [404, 409, 410, 412]

    let store: IdempotencyStore

    func respond(to context: RequestContext, next: (RequestContext) throws -> Response) throws -> Response {
        let head = context.request.head
        guard Self.writes.contains(head.method), let key = try Self.key(head.headers) else { return try next(context) }
        var (body, buffered) = try context.buffered()
        switch try store.claim(key, fingerprint: Self.fingerprint(head, body)) {
        case .replay(let answer): return answer.response
        case .otherRequest:
            throw Problem(
                .unprocessable, code: "idempotency-key-reused",
                detail: "This \(Self.header) was used for another request.")
        case .stillRunning:
            throw Problem(
                .conflict, code: "idempotency-key-in-use",
                detail: "The request with this \(Self.header) is still running.", headers: ["Retry-After": "1"])
        case .execute(let execution):
            buffered.operation = execution.operation
            return try execute(execution, buffered, next)
        }
    }

    private func execute(
        _ execution: IdempotencyStore.Execution, _ context: RequestContext, _ next: (RequestContext) throws -> Response
    ) throws -> Response {
        do {
            let response = try answer(context, next)
            if let answer = StoredAnswer(response) {
                try store.complete(execution, with: answer)
            } else {
                try store.release(execution)
            }
            return response
        } catch {
            // After anything but a wrong request the effect may have taken place.
            if error is JSONFaults || Self.problem(of: error).map({ $0.status.code < 500 }) == true {
                try store.release(execution)
            } else {
                try? store.abandon(execution)
            }
            throw error
        }
    }

    private func answer(_ context: RequestContext, _ next: (RequestContext) throws -> Response) throws -> Response {
        do {
            return try next(context)
        } catch {
            guard let problem = Self.problem(of: error), Self.keptRefusals.contains(problem.status.code) else {
                throw error
            }
            return context.response(to: problem)
        }
    }

    private static func problem(of error: any Error) -> Problem? {
        error as? Problem ?? (error as? any ProblemConvertible)?.problem
    }

    private static func key(_ headers: Headers) throws -> String? {
        let values = headers.values(header)
        guard let value = values.first else { return nil }
        // The draft writes it as a quoted string; most clients do not.
        let isQuoted = value.utf8.count >= 2 && value.hasPrefix("\"") && value.hasSuffix("\"")
        let key = isQuoted ? String(value.dropFirst().dropLast()) : value
        guard values.count == 1, (1...maximumKeyLength).contains(key.utf8.count),
            key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw Problem(
                .badRequest, code: "invalid-idempotency-key",
                detail: "\(header) is one key of 1 to \(maximumKeyLength) visible ASCII characters.")
        }
        return key
    }

    private static func fingerprint(_ head: RequestHead, _ body: [UInt8]) -> String {
        let line = "\(head.method.rawValue) \(head.path)?\(head.query ?? "") \(head.headers["If-Match"] ?? "")\n"
        return SHA256.hexDigest(of: Array(line.utf8) + body)
    }
}
