/// An ApiVersions answer without tagged fields.
///
/// librdkafka 2.0.2 skips the tagged fields of this answer wrongly and gives up ("ApiVersionRequest failed: Read
/// underflow"). A tagged field is optional by design (KIP-482), so an answer without any means the same to a client.
enum ApiVersionsAnswer {
    /// The longest answer that is looked at; a real one has 4 bytes and a few for each of some sixty calls.
    static let maximumBytes = 64 << 10

    /// `frame` is a whole response: length, correlation id (the header of this answer has no tags in any version,
    /// KIP-511), error code, entries, throttle time, tags. Nil when it does not read as one of version 3 or later: it is
    /// then passed on as it is.
    static func withoutTags(_ frame: [UInt8]) -> [UInt8]? {
        var reader = WireReader(frame.dropFirst(4))
        guard let head = reader.bytes(4 + 2), let entries = reader.unsignedVarint(), entries > 0 else { return nil }
        var body = Array(head)
        body.appendUnsignedVarint(entries)
        for _ in 1..<max(1, entries) {
            // The call's number, its lowest and its highest version.
            guard let entry = reader.bytes(6), reader.skipTags() else { return nil }
            body += entry
            body.append(0)
        }
        guard let throttleTime = reader.bytes(4), reader.skipTags(), reader.isAtEnd else { return nil }
        body += throttleTime
        body.append(0)
        return UInt32(body.count).bigEndianBytes + body
    }
}

/// Reads the Kafka protocol's primitive types ("The Kafka protocol guide", Protocol primitive types); nil past the end.
struct WireReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// At most five bytes, seven bits each, the low ones first.
    mutating func unsignedVarint() -> UInt32? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 35, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            value |= UInt64(byte & 0x7f) << shift
            if byte & 0x80 == 0 { return UInt32(exactly: value) }
        }
        return nil
    }

    /// A tag section: how many, then number, size and bytes of each.
    mutating func skipTags() -> Bool {
        guard let count = unsignedVarint() else { return false }
        for _ in 0..<count {
            guard unsignedVarint() != nil, let size = unsignedVarint(), bytes(Int(size)) != nil else { return false }
        }
        return true
    }
}

extension [UInt8] {
    mutating func appendUnsignedVarint(_ value: UInt32) {
        var value = value
        while value >= 0x80 {
            append(UInt8(value & 0x7f) | 0x80)
            value >>= 7
        }
        append(UInt8(value))
    }
}

extension UInt32 {
    var bigEndianBytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> (24 - 8 * UInt32($0))) } }

    init(bigEndian bytes: some Sequence<UInt8>) { self = bytes.reduce(0) { $0 << 8 | UInt32($1) } }
}
