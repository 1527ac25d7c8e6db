public import HTTP
public import JSON

/// What went wrong with a request, in the one form that every error answer has: RFC 9457 with the members of Spring's default
/// error JSON beside it. Handlers throw it; the router renders it.
public struct Problem: Error, Sendable {
    public var status: Status
    /// Stable and machine-readable, in lower case with hyphens: "customer-not-found".
    public var code: String
    /// A sentence for the client. Never the text of a foreign error.
    public var detail: String
    /// What is wrong in the request's body, and where.
    public var faults: [JSONFault]
    /// Further fields of the answer (`Allow`, `Retry-After`).
    public var headers: Headers

    public init(
        _ status: Status, code: String, detail: String, faults: [JSONFault] = [], headers: Headers = [:]
    ) {
        self.status = status
        self.code = code
        self.detail = detail
        self.faults = faults
        self.headers = headers
    }
}

/// Errors of domains and lower layers that know their problem.
public protocol ProblemConvertible: Error {
    var problem: Problem { get }
}
