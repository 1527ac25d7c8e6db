public import HTTP

/// A handler for tests: a table of paths. Anything else is 404, and refusals show their code as their body.
public struct Routes: RequestHandler {
    private let table: [String: Dispatch]

    public init(_ table: [String: Dispatch]) { self.table = table }

    public func dispatch(_ head: RequestHead) -> Dispatch {
        table[head.path] ?? .loop(bodyLimit: 1000) { _ in Response(.notFound, body: .bytes(Array("not found\n".utf8))) }
    }

    public func response(to rejection: Rejection) -> Response {
        Response(rejection.status, body: .bytes(Array("\(rejection.code)\n".utf8)))
    }
}

extension Dispatch {
    public static func loop(bodyLimit: Int = 0, _ respond: @escaping @Sendable (Request) -> Response) -> Dispatch {
        Dispatch(execution: .loop, bodyLimit: bodyLimit, respond: respond)
    }
    public static func worker(bodyLimit: Int = 0, _ respond: @escaping @Sendable (Request) -> Response) -> Dispatch {
        Dispatch(execution: .worker, bodyLimit: bodyLimit, respond: respond)
    }
}

extension Response {
    public static func text(_ text: String, _ status: Status = .ok) -> Response {
        Response(status, body: .bytes(Array(text.utf8)))
    }
}
