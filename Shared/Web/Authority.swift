/// A host and its port, as `Host` carries them (RFC 9110 §7.2, RFC 3986 §3.2).
struct Authority: Equatable {
    /// A name, an IPv4 address, or an IPv6 address in brackets.
    let host: String
    var port: UInt16?

    /// nil for anything else, such as user information, spaces, or more than 255 bytes.
    init?(_ text: some StringProtocol) {
        guard text.utf8.count <= 255 else { return nil }
        let text = String(text)
        let hostEnd: String.Index
        if text.hasPrefix("[") {
            guard let bracket = text.firstIndex(of: "]") else { return nil }
            hostEnd = text.index(after: bracket)
            let address = text[text.index(after: text.startIndex)..<bracket]
            guard let parsed = IPAddress(address), !parsed.isIPv4, !address.contains("%") else { return nil }
        } else {
            hostEnd = text.firstIndex(of: ":") ?? text.endIndex
            guard hostEnd > text.startIndex, text[..<hostEnd].utf8.allSatisfy(Self.isNameCharacter) else { return nil }
        }
        host = String(text[..<hostEnd])
        let rest = text[hostEnd...]
        if rest.isEmpty || rest == ":" {
            port = nil
        } else {
            guard rest.hasPrefix(":"), let port = Self.port(rest.dropFirst()) else { return nil }
            self.port = port
        }
    }

    /// 1 to 65535 in decimal digits.
    static func port(_ text: some StringProtocol) -> UInt16? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(text), port > 0 else {
            return nil
        }
        return port
    }

    /// The scheme's default port is left out.
    func text(scheme: String) -> String {
        guard let port, port != (scheme == "https" ? 443 : 80) else { return host }
        return "\(host):\(port)"
    }

    /// Letters, digits and what DNS names and service names hold beside them. reg-name allows more, which could only serve
    /// to smuggle something into a link.
    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
