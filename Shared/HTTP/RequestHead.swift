import CHTTPServer

/// What a request says before its body.
public struct RequestHead: Sendable {
    public let method: Method
    /// As received: still percent-encoded, without the query. "*" for `OPTIONS *`, else it starts with "/". An absolute
    /// request target has been reduced to its path; its authority is the value of `Host` then (RFC 9112 §3.2.2).
    public let path: String
    /// As received, without "?"; nil when there is none.
    public let query: String?
    public let headers: Headers
    /// Numeric address of the peer.
    public let remoteAddress: String

    public init(method: Method, path: String, query: String?, headers: Headers, remoteAddress: String) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.remoteAddress = remoteAddress
    }

    init(copying head: hd_head) {
        func text(_ slice: hd_slice) -> String {
            unsafe String(
                decoding: UnsafeBufferPointer(start: head.bytes + Int(slice.offset), count: Int(slice.length)),
                as: UTF8.self)
        }
        method = unsafe Method(rawValue: text(head.method))
        path = unsafe text(head.path)
        query = unsafe head.has_query ? text(head.query) : nil
        headers = unsafe Headers(ReceivedFields(copying: head))
        remoteAddress = unsafe String(cString: head.peer)
    }
}
