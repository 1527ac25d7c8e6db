/// The peers whose `Forwarded` (RFC 7239) and `X-Forwarded-*` count.
public struct TrustedProxies: Sendable {
    /// An entry that is no address and no range.
    public struct InvalidEntry: Error, Sendable, CustomStringConvertible {
        public let entry: String
        public var description: String {
            "\(entry) is no IP address and no range in CIDR notation (10.0.0.0/8, fd00::/8)"
        }
    }

    private struct Range: Sendable {
        let address: IPAddress
        /// Leading bits that count, 0 to 128.
        let bits: Int

        func contains(_ other: IPAddress) -> Bool {
            (address.high ^ other.high) & Self.mask(bits) == 0
                && (address.low ^ other.low) & Self.mask(bits - 64) == 0
        }

        private static func mask(_ bits: Int) -> UInt64 {
            bits <= 0 ? 0 : bits >= 64 ? .max : ~(UInt64.max >> UInt64(bits))
        }
    }

    private let ranges: [Range]

    /// Nobody is trusted.
    public static let none = TrustedProxies(ranges: [])

    /// Addresses ("127.0.0.1", "::1") and ranges in CIDR notation ("10.0.0.0/8", "fd00::/8"). Throws `InvalidEntry`.
    public init(_ entries: [String]) throws {
        ranges = try entries.map { entry in
            guard let range = Self.range(entry) else { throw InvalidEntry(entry: entry) }
            return range
        }
    }

    private init(ranges: [Range]) {
        self.ranges = ranges
    }

    /// Whether the numeric address is one of them.
    public func contains(_ address: String) -> Bool {
        guard !ranges.isEmpty, let address = IPAddress(address) else { return false }
        return ranges.contains { $0.contains(address) }
    }

    private static func range(_ entry: String) -> Range? {
        let parts = entry.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(parts[0]) else { return nil }
        let width = address.isIPv4 ? 32 : 128
        var bits = width
        if parts.count == 2 {
            guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let given = Int(parts[1]), given <= width
            else { return nil }
            bits = given
        }
        return Range(address: address, bits: bits + 128 - width)
    }
}
