/// A link of a HAL representation (draft-kelly-json-hal).
public struct Link: Sendable, Equatable {
    public let relation: String
    public let href: String
    /// `href` is a URI template.
    public let templated: Bool

    public init(_ relation: String, _ href: String, templated: Bool = false) {
        self.relation = relation
        self.href = href
        self.templated = templated
    }
}
