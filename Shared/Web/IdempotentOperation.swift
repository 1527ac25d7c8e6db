import HTTP

/// A request that carries an `Idempotency-Key`, in all its repetitions.
public struct IdempotentOperation: Sendable, Equatable {
    /// A UUID of version 4 in lower case.
    public let id: String
    /// An earlier execution broke off; it may have taken effect.
    public let isRepeated: Bool

    public init(id: String, isRepeated: Bool) {
        self.id = id
        self.isRepeated = isRepeated
    }
}

extension RequestContext {
    /// Reads the whole body within the route's limit, and gives the same request with the body in memory.
    ///
    /// Throws `BodyTooLarge` or `RequestBodyError`. Blocks: workers only.
    public func buffered() throws -> (body: [UInt8], context: RequestContext) {
        let bytes = bodyLimit == 0 ? [] : try request.body.collect(limit: bodyLimit)
        var context = self
        context.request = Request(head: request.head, body: RequestBody(bytes: bytes))
        return (bytes, context)
    }
}
