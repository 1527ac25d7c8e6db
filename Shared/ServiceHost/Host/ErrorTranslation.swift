import HTTP
import Mongo
import Web

extension Problem {
    /// Errors of the layers below that mean something to a client. What is not here is a 500 without details.
    static func translated(_ error: any Error) -> Problem? {
        guard let error = error as? MongoError, error.kind == .unavailable else { return nil }
        return .databaseUnavailable
    }

    static let databaseUnavailable = Problem(
        .serviceUnavailable, code: "database-unavailable", detail: "The database is not reachable; try again.",
        headers: ["Retry-After": "1"])
}

/// Refuses requests until the database is prepared: a write before its unique index is built might be there twice.
struct PreparedGate: Middleware {
    let isPrepared: @Sendable () -> Bool

    func respond(to context: RequestContext, next: (RequestContext) throws -> Response) throws -> Response {
        guard isPrepared() || context.template.hasPrefix("/actuator") else {
            throw MongoError(
                kind: .unavailable, code: 0, domain: "start", message: "the database is not prepared yet")
        }
        return try next(context)
    }
}
