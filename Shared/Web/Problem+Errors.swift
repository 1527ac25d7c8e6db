import HTTP
import JSON

/// The one place that turns errors into problems.
extension Problem {
    /// nil for an error that nobody knows: it is logged, and the client gets `internalError`.
    init?(_ error: any Error, translate: (any Error) -> Problem?) {
        switch error {
        case let problem as Problem: self = problem
        case let convertible as any ProblemConvertible: self = convertible.problem
        case let faults as JSONFaults: self.init(faults)
        case let tooLarge as BodyTooLarge: self = .bodyTooLarge(limit: tooLarge.limit)
        case let broken as RequestBodyError: self.init(broken)
        default:
            guard let translated = translate(error) else { return nil }
            self = translated
        }
    }

    /// 400 when the body cannot be read as the model, 422 when it can but breaks rules.
    init(_ faults: JSONFaults) {
        let all = faults.faults
        let more = all.count > 1 ? " (and \(all.count - 1) more)" : ""
        let detail = "In the body, \(all.first?.description ?? "something is wrong")\(more)."
        if faults.breaksOnlyRules {
            self.init(.unprocessable, code: "invalid-values", detail: detail, faults: all)
        } else if all.contains(where: { $0.kind == .syntax }) {
            self.init(.badRequest, code: "malformed-json", detail: detail, faults: all)
        } else if all.contains(where: { $0.kind == .limit }) {
            self.init(.badRequest, code: "json-limit-exceeded", detail: detail, faults: all)
        } else {
            self.init(.badRequest, code: "unreadable-body", detail: detail, faults: all)
        }
    }

    private init(_ error: RequestBodyError) {
        switch error {
        case .timedOut:
            self.init(Status(408), code: "body-timeout", detail: "The request's body did not arrive in time.")
        case .closed:
            self.init(.badRequest, code: "body-incomplete", detail: "The request's body ended early.")
        case .malformed:
            self.init(.badRequest, code: "malformed-chunk", detail: "The chunked body is not well formed.")
        }
    }

    static let noSuchPath = Problem(.notFound, code: "no-such-path", detail: "There is nothing at this path.")

    static func bodyTooLarge(limit: Int) -> Problem {
        Problem(
            Status(413), code: "body-too-large", detail: "The body is larger than the limit of \(limit) bytes.")
    }

    static let internalError = Problem(
        .internalServerError, code: "internal-error",
        detail: "Something went wrong on the server; its log has more under the request's id.")

    static func notAcceptable(_ types: [String]) -> Problem {
        Problem(
            Status(406), code: "not-acceptable",
            detail: "Accept allows none of the types that are served here, or cannot be read: "
                + types.joined(separator: ", ") + ".")
    }
}
