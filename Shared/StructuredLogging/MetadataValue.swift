extension Logger {
    /// Names are those of the Elastic Common Schema where it has one (`LogKey`).
    public typealias Metadata = [String: MetadataValue]

    public enum MetadataValue: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation,
        ExpressibleByIntegerLiteral
    {
        case string(String)
        case integer(Int64)
        case double(Double)
        case bool(Bool)
        /// Whole nanoseconds in JSON (as ECS has `event.duration`), milliseconds in human lines.
        case duration(Duration)

        public init(stringLiteral value: String) { self = .string(value) }
        public init(integerLiteral value: Int64) { self = .integer(value) }
    }
}

/// Metadata keys that several modules use, by the Elastic Common Schema
/// (https://www.elastic.co/guide/en/ecs/current/ecs-field-reference.html).
public enum LogKey {
    public static let errorMessage = "error.message"
    public static let errorType = "error.type"
    public static let eventDuration = "event.duration"
    public static let requestID = "http.request.id"
    public static let requestMethod = "http.request.method"
    public static let responseStatus = "http.response.status_code"
    public static let urlPath = "url.path"
    public static let clientAddress = "client.address"
}
