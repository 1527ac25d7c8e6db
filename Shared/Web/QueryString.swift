/// The query of a request, as `name=value&…`.
struct QueryString {
    private let text: String

    init(_ text: String?) {
        self.text = text ?? ""
    }

    /// The values of `name` in their order; a name without "=" has an empty value.
    func values(_ name: String) -> [String] {
        // By bytes: a mark that combines with a separator does not hide it.
        text.utf8.split(separator: UInt8(ascii: "&")).compactMap { pair in
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
                .map { PercentEncoding.decodeForm(Substring($0)) }
            guard parts[0] == name else { return nil }
            return parts.count == 2 ? parts[1] : ""
        }
    }
}
