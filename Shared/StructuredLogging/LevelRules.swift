/// Levels by label prefix: the longest configured prefix of a label decides, else the root level.
struct LevelRules {
    var root: Logger.Level = .info
    private(set) var configured: [String: Logger.Level] = [:]

    mutating func set(_ level: Logger.Level?, for label: String) {
        configured[label] = level
    }

    /// A prefix ends at a dot: "storefront.http" covers "storefront.http.server", not "storefront.https".
    func level(for label: String) -> Logger.Level {
        var prefix = label[...]
        while true {
            if let level = configured[String(prefix)] { return level }
            guard let dot = prefix.lastIndex(of: ".") else { return root }
            prefix = prefix[..<dot]
        }
    }
}
