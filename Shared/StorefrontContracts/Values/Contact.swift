public import JSON

/// How a customer is reached.
public struct Contact: Sendable, Hashable, Codable {
    public var primaryPhone: String
    public var secondaryPhone: String?
    public var email: String

    public init(primaryPhone: String, secondaryPhone: String? = nil, email: String) {
        self.primaryPhone = primaryPhone
        self.secondaryPhone = secondaryPhone
        self.email = email
    }
}

extension Contact: JSONReadable, JSONObjectWritable {
    public init(reading value: JSONValueReader) {
        let object = value.object()
        primaryPhone = object.required("primaryPhone") { $0.string(Limits.text) }
        secondaryPhone = object.optional("secondaryPhone") { $0.string(Limits.text) }
        email = object.required("email") { $0.string(Limits.text) }
    }

    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("primaryPhone", primaryPhone)
        writer.member("secondaryPhone", secondaryPhone)
        writer.member("email", email)
    }
}
