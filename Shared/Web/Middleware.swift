public import HTTP

/// Something that stands around the handlers of all routes. Thread-safe; blocks only where all routes are on workers.
public protocol Middleware: Sendable {
    /// Answers itself, or passes on by calling `next` once.
    func respond(to context: RequestContext, next: (RequestContext) throws -> Response) throws -> Response
}

extension [any Middleware] {
    /// The first is the outermost.
    func respond(
        to context: RequestContext, from index: Int = 0, handler: (RequestContext) throws -> Response
    ) throws -> Response {
        guard index < count else { return try handler(context) }
        return try self[index].respond(to: context) { try respond(to: $0, from: index + 1, handler: handler) }
    }
}
