/// The text of a valid URI in parts, to show it without its secrets.
struct MongoURIText: Sendable, CustomStringConvertible {
    private let scheme: Substring
    private let authority: Substring
    private var database: Substring
    private let query: Substring

    init(_ text: String) {
        let schemeEnd = text.firstRange(of: "://")?.upperBound ?? text.startIndex
        scheme = text[..<schemeEnd]
        let authorityEnd = text[schemeEnd...].firstIndex { $0 == "/" || $0 == "?" } ?? text.endIndex
        authority = text[schemeEnd..<authorityEnd]
        let rest = text[authorityEnd...]
        let queryStart = rest.firstIndex(of: "?") ?? rest.endIndex
        database = rest[..<queryStart].dropFirst(rest.hasPrefix("/") ? 1 : 0)
        query = rest[queryStart...].dropFirst()
    }

    func withDatabase(_ name: String) -> MongoURIText {
        var copy = self
        copy.database = name[...]
        return copy
    }

    /// The first server alone, whatever replica set it is in, without credentials; nil when only DNS knows the servers.
    var firstServer: String? {
        guard scheme == "mongodb://" else { return nil }
        let hosts = authority[(authority.lastIndex(of: "@").map(authority.index(after:)) ?? authority.startIndex)...]
        let options = query.split(separator: "&").filter { option in
            let name = option.prefix { $0 != "=" }.lowercased()
            return !name.hasPrefix("auth") && !["replicaset", "directconnection", "loadbalanced"].contains(name)
        }
        return scheme + hosts.prefix { $0 != "," } + "/?" + (options + ["directConnection=true"]).joined(separator: "&")
    }

    var description: String {
        let options = query.split(separator: "&").map(Self.masked).joined(separator: "&")
        return scheme + maskedAuthority + "/" + database + (options.isEmpty ? "" : "?" + options)
    }

    private var maskedAuthority: String {
        guard let at = authority.lastIndex(of: "@") else { return String(authority) }
        guard let colon = authority[..<at].firstIndex(of: ":") else { return String(authority) }
        return authority[...colon] + "****" + authority[at...]
    }

    private static func masked(_ option: Substring) -> String {
        let name = option.prefix { $0 != "=" }
        switch name.lowercased() {
        case "tlscertificatekeyfilepassword", "sslclientcertificatekeypassword", "authmechanismproperties":
            return name + "=****"
        default:
            return String(option)
        }
    }
}
