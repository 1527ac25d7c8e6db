import CHTTPServer

/// A status code (RFC 9110 §15).
public struct Status: Sendable, Hashable {
    public let code: Int
    public init(_ code: Int) { self.code = code }

    /// The registered reason phrase; "" for a code that has none.
    public var reason: String { unsafe String(cString: hd_reason_phrase(Int32(truncatingIfNeeded: code))) }

    public static let ok = Status(200)
    public static let created = Status(201)
    public static let noContent = Status(204)
    public static let notModified = Status(304)
    public static let badRequest = Status(400)
    public static let notFound = Status(404)
    public static let methodNotAllowed = Status(405)
    public static let conflict = Status(409)
    public static let preconditionFailed = Status(412)
    public static let unprocessable = Status(422)
    public static let internalServerError = Status(500)
    public static let serviceUnavailable = Status(503)
}
