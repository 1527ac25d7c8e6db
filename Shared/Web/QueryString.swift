/// The query of a request, as `name=value&…`.
struct QueryString {
    private let text: String

    init(_ text: String?) {
        self.text = text ?? ""
    }

    /// The values of `name` in their order; a name without "=" has an empty value.
    func values(_ name: String) -> [String] {
        text.split(separator: "&").compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard PercentEncoding.decodeForm(parts[0]) == name else { return nil }
            return parts.count == 2 ? PercentEncoding.decodeForm(parts[1]) : ""
        }
    }
}
