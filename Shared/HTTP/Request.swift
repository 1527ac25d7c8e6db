/// A request as a handler gets it.
public struct Request: Sendable {
    public let head: RequestHead
    public let body: RequestBody

    public init(head: RequestHead, body: RequestBody) {
        self.head = head
        self.body = body
    }
}
