/// Takes out of a text what must not be shown.
enum Masking {
    static let mask = "******"

    /// The whole value of a secret; of other values the passwords in them.
    static func masked(_ value: String, of key: SettingKey) -> String {
        if key.isSecret { return value.isEmpty ? "" : mask }
        return maskingPasswordParameters(maskingUserInformation(value))
    }

    /// Whether a variable that nobody declared may hold a secret, by its name.
    static func isSecret(name: String) -> Bool {
        let name = name.uppercased()
        return ["PASSWORD", "SECRET", "TOKEN", "CREDENTIAL", "JAAS", "PRIVATE", "API_KEY", "APIKEY"]
            .contains { name.contains($0) }
    }

    /// `scheme://user:password@host` (RFC 3986 section 3.2.1). Up to the last `@` of the text, since a password is not
    /// always encoded as it should be: rather too much is hidden than too little.
    private static func maskingUserInformation(_ value: String) -> String {
        guard let scheme = value.firstRange(of: "://"),
            let at = value.lastIndex(of: "@"), at > scheme.upperBound,
            let colon = value[scheme.upperBound..<at].firstIndex(of: ":")
        else { return value }
        return value[...colon] + mask + value[at...]
    }

    /// `…Password=text` up to the next `&`, `;`, comma or space, as in options of a MongoDB URI.
    private static func maskingPasswordParameters(_ value: String) -> String {
        let name = Array("password=".utf8)
        let bytes = Array(value.utf8)
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            guard bytes[position...].prefix(name.count).elementsEqual(name, by: { $0 | 0x20 == $1 | 0x20 }) else {
                result.append(bytes[position])
                position += 1
                continue
            }
            result += bytes[position..<position + name.count]
            position += name.count
            let end = bytes[position...].firstIndex { "&;, ".utf8.contains($0) } ?? bytes.count
            if end > position { result += mask.utf8 }
            position = end
        }
        return String(decoding: result, as: UTF8.self)
    }
}
