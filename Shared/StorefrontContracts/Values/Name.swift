public import JSON

/// A person's name.
public struct Name: Sendable, Hashable, Codable {
    public var title: String
    public var firstName: String
    public var middleName: String?
    public var lastName: String
    public var suffix: String?

    public init(
        title: String, firstName: String, middleName: String? = nil, lastName: String, suffix: String? = nil
    ) {
        self.title = title
        self.firstName = firstName
        self.middleName = middleName
        self.lastName = lastName
        self.suffix = suffix
    }
}

extension Name: JSONReadable, JSONObjectWritable {
    public init(reading value: JSONValueReader) {
        let object = value.object()
        title = object.required("title") { $0.string(Limits.text) }
        firstName = object.required("firstName") { $0.string(Limits.text) }
        middleName = object.optional("middleName") { $0.string(Limits.text) }
        lastName = object.required("lastName") { $0.string(Limits.text) }
        suffix = object.optional("suffix") { $0.string(Limits.text) }
    }

    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("title", title)
        writer.member("firstName", firstName)
        writer.member("middleName", middleName)
        writer.member("lastName", lastName)
        writer.member("suffix", suffix)
    }
}
