public import JSON

/// A fingerprint of a value: FNV-1a with 64 bits (draft-eastlake-fnv, section 2) over its JSON text as this package writes
/// it, as 16 hexadecimal digits. It tells whether two services hold the same; it protects nothing.
public struct ContentDigest: Sendable, Hashable {
    public let text: String

    public init(of value: some JSONWritable) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in value.jsonBytes() { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        text = String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension ContentDigest: JSONReadable, JSONWritable {
    public init(reading value: JSONValueReader) { text = value.string(.length(16...16)) }
    public func write(to writer: inout JSONWriter) { writer.string(text) }
}
