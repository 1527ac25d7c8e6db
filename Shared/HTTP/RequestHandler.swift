/// What the server asks for each request.
public protocol RequestHandler: Sendable {
    /// Decides from the head alone what to do. Called on the loop's thread: must not block.
    func dispatch(_ head: RequestHead) -> Dispatch

    /// The form of an answer that the server gives by itself. Called on a loop's or a worker's thread: must not block,
    /// and must not stream.
    func response(to rejection: Rejection) -> Response
}

/// What to do with a request.
public struct Dispatch: Sendable {
    public enum Execution: Sendable {
        /// On the loop's thread, where everybody waits meanwhile: for what takes microseconds.
        case loop
        /// On a worker of the server's pool, where it may block.
        case worker
    }

    public let execution: Execution
    /// In bytes. A body that is announced or turns out larger is refused with 413.
    public let bodyLimit: Int
    public let respond: @Sendable (Request) -> Response

    public init(execution: Execution, bodyLimit: Int, respond: @escaping @Sendable (Request) -> Response) {
        self.execution = execution
        self.bodyLimit = bodyLimit
        self.respond = respond
    }
}

/// A request that the server refuses itself: 400 malformed, 408, 413, 414, 417, 431, 501, 503 overload, 505; or 500 for
/// a streamed answer that failed before its first byte.
public struct Rejection: Sendable {
    public let status: Status
    /// A word for machines, such as "header-too-large".
    public let code: String
    /// A sentence for people.
    public let detail: String
    /// The path, when the request line could be read.
    public let path: String?

    public init(status: Status, code: String, detail: String, path: String?) {
        self.status = status
        self.code = code
        self.detail = detail
        self.path = path
    }
}
