import HTTP

/// What the proxies on the way say of the request as the outermost trusted one received it. Members of a wrong form are nil.
struct ForwardedFields {
    private(set) var scheme: String?
    private(set) var host: Authority?
    private(set) var port: UInt16?
    private(set) var prefix: String?

    /// `X-Forwarded-Proto`, `-Host`, `-Port`, `-Prefix`; `-For` says how many hops are trusted.
    init(legacy headers: Headers, trusting proxies: TrustedProxies) {
        let addresses = Self.list(headers, "X-Forwarded-For")
        let hops = 1 + addresses.reversed().prefix { proxies.contains($0) }.count
        scheme = Self.element(Self.list(headers, "X-Forwarded-Proto"), hops: hops).flatMap(Self.scheme)
        host = Self.element(Self.list(headers, "X-Forwarded-Host"), hops: hops).flatMap { Authority($0) }
        port = Self.element(Self.list(headers, "X-Forwarded-Port"), hops: hops).flatMap { Authority.port($0) }
        // Each proxy strips what it puts into the field: the prefixes of all hops, outermost first, are the path's beginning.
        let prefixes = Self.list(headers, "X-Forwarded-Prefix").suffix(hops).map(Self.prefix)
        if !prefixes.isEmpty, !prefixes.contains(nil) { prefix = prefixes.compactMap { $0 }.joined() }
    }

    /// `Forwarded` (RFC 7239 §4).
    init(standard headers: Headers, trusting proxies: TrustedProxies) {
        let value = headers.values("Forwarded").joined(separator: ",")
        guard let elements = FieldScanner.list(value, Self.element), !elements.isEmpty else { return }
        let trusted = elements.reversed().prefix { element in
            element["for"].flatMap(Self.nodeAddress).map(proxies.contains) ?? false
        }.count
        let element = elements[max(elements.count - 1 - trusted, 0)]
        scheme = element["proto"].flatMap(Self.scheme)
        host = element["host"].flatMap { Authority($0) }
    }

    /// The element that the outermost of the trusted hops added; a shorter list comes from fewer hops.
    private static func element(_ list: [String], hops: Int) -> String? {
        list.isEmpty ? nil : list[max(list.count - hops, 0)]
    }

    private static func list(_ headers: Headers, _ name: String) -> [String] {
        headers.values(name).flatMap { value in
            value.split(separator: ",").map { part in
                String(part.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
            }
        }
    }

    private static func scheme(_ text: String) -> String? {
        let scheme = text.lowercased()
        return scheme == "http" || scheme == "https" ? scheme : nil
    }

    /// An absolute path without empty, `.` or `..` segments and of at most 256 bytes; a slash at its end is dropped.
    private static func prefix(_ text: String) -> String? {
        guard text.hasPrefix("/"), text.utf8.count <= 256 else { return nil }
        let path = text.hasSuffix("/") ? text.dropLast() : text[...]
        guard !path.isEmpty else { return "" }
        let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        guard segments.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }), path.utf8.allSatisfy(isPathCharacter)
        else { return nil }
        return String(path)
    }

    /// unreserved and `/`: what a route prefix is made of.
    private static func isPathCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "-._~/".utf8.contains(byte)
        }
    }

    /// forwarded-element = [ forwarded-pair ] *( ";" [ forwarded-pair ] ), names in lower case; a name given twice makes
    /// it malformed.
    private static func element(_ scanner: inout FieldScanner) -> [String: String]? {
        var pairs: [String: String] = [:]
        repeat {
            scanner.skipWhitespace()
            guard let name = scanner.token()?.lowercased() else { continue }
            guard scanner.take("="), let value = scanner.tokenOrQuotedString(),
                pairs.updateValue(value, forKey: name) == nil
            else { return nil }
            scanner.skipWhitespace()
        } while scanner.take(";")
        return pairs.isEmpty ? nil : pairs
    }

    /// The address of `192.0.2.43`, `192.0.2.43:47011`, `[2001:db8::1]` or `[2001:db8::1]:4711` (RFC 7239 §6).
    private static func nodeAddress(_ node: String) -> String? {
        if node.hasPrefix("[") {
            guard let bracket = node.firstIndex(of: "]") else { return nil }
            return String(node[node.index(after: node.startIndex)..<bracket])
        }
        return String(node.prefix { $0 != ":" })
    }
}
