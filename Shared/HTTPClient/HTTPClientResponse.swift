/// A complete answer.
public struct HTTPClientResponse: Sendable {
    public let status: Int
    /// In the order of arrival, names as they were sent; trailers are left out.
    public let headers: [(String, String)]
    public let body: [UInt8]

    public init(status: Int, headers: [(String, String)], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of that name, in any case of letters.
    public func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.0.lowercased() == name }?.1
    }

    /// The body as UTF-8; what is not UTF-8 shows as U+FFFD.
    public var text: String {
        String(decoding: body, as: UTF8.self)
    }
}
