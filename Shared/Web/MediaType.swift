/// A media type as `Content-Type` names it (RFC 9110 §8.3.1). Names are compared in lower case.
struct MediaType: Equatable {
    let type: String
    let subtype: String
    let charset: String?

    /// nil for what is no media type.
    init?(_ value: String) {
        var scanner = FieldScanner(value)
        scanner.skipWhitespace()
        guard let type = scanner.token(), scanner.take("/"), let subtype = scanner.token(),
            let parameters = scanner.parameters(), scanner.isAtEnd
        else { return nil }
        self.type = type.lowercased()
        self.subtype = subtype.lowercased()
        charset = parameters.first { $0.name == "charset" }?.value.lowercased()
    }

    /// Type and subtype without parameters.
    var essence: String { "\(type)/\(subtype)" }

    /// JSON itself or a format on top of it (RFC 6839 §3.1).
    var isJSON: Bool {
        essence == "application/json" || subtype.hasSuffix("+json")
    }
}
