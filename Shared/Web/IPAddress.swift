/// A numeric IPv4 or IPv6 address as 128 bits; IPv4 in its mapped form (::ffff:a.b.c.d), so that a peer is the same peer on
/// whichever kind of socket it comes.
struct IPAddress: Hashable, Sendable {
    let high: UInt64
    let low: UInt64
    /// Whether it was written as IPv4.
    let isIPv4: Bool

    /// nil for anything but a numeric address. A zone ("%eth0") is ignored.
    init?(_ text: some StringProtocol) {
        let text = text.prefix { $0 != "%" }
        if let address = Self.ipv4(text) {
            high = 0
            low = 0xFFFF_0000_0000 | UInt64(address)
            isIPv4 = true
        } else {
            guard let groups = Self.ipv6(text) else { return nil }
            high = groups[..<4].reduce(0) { $0 << 16 | UInt64($1) }
            low = groups[4...].reduce(0) { $0 << 16 | UInt64($1) }
            isIPv4 = false
        }
    }

    /// Four decimal numbers without leading zeros.
    private static func ipv4(_ text: some StringProtocol) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var address: UInt32 = 0
        for part in parts {
            guard part.utf8.count <= 3, part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let byte = UInt8(part),
                part.utf8.count == 1 || part.utf8.first != UInt8(ascii: "0")
            else { return nil }
            address = address << 8 | UInt32(byte)
        }
        return address
    }

    /// The text forms of RFC 4291 §2.2.
    private static func ipv6(_ text: some StringProtocol) -> [UInt16]? {
        guard text.utf8.count <= 45 else { return nil }
        let text = String(text)
        guard let gap = text.firstRange(of: "::") else {
            let groups = self.groups(text[...], atEnd: true)
            return groups?.count == 8 ? groups : nil
        }
        guard let before = groups(text[..<gap.lowerBound], atEnd: false),
            let after = groups(text[gap.upperBound...], atEnd: true)
        else { return nil }
        let missing = 8 - before.count - after.count
        // "::" stands for one group or more (RFC 4291 §2.2).
        guard missing >= 1 else { return nil }
        return before + Array(repeating: 0, count: missing) + after
    }

    /// Groups of hexadecimal digits; the last of the whole text may be an IPv4 address, which is two.
    private static func groups(_ text: Substring, atEnd: Bool) -> [UInt16]? {
        if text.isEmpty { return [] }
        var groups: [UInt16] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if atEnd, index == parts.count - 1, let address = ipv4(part) {
                groups += [UInt16(address >> 16), UInt16(truncatingIfNeeded: address)]
            } else {
                guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ $0 != 0x2B && $0 != 0x2D }),
                    let group = UInt16(part, radix: 16)
                else { return nil }
                groups.append(group)
            }
        }
        return groups.count <= 8 ? groups : nil
    }
}
