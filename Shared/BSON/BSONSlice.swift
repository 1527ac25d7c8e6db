import CMongo
import Glibc

/// The bytes of a document or array inside a storage, which it keeps alive.
@safe struct BSONSlice {
    /// Offset of the first element, behind the length.
    static let start: UInt32 = 4

    let owner: BSONDocument.Storage
    private let base: UnsafePointer<UInt8>
    let length: UInt32

    init(owner: BSONDocument.Storage, base: UnsafePointer<UInt8>, length: UInt32) {
        self.owner = owner
        unsafe self.base = unsafe base
        self.length = length
    }

    var count: Int { Int(length) }

    var bytes: [UInt8] {
        unsafe withBase { unsafe Array(UnsafeBufferPointer(start: $0, count: count)) }
    }

    /// Lends the first byte.
    func withBase<R>(_ body: (UnsafePointer<UInt8>) -> R) -> R {
        defer { withExtendedLifetime(owner) {} }
        return unsafe body(base)
    }

    enum Step {
        case element(BSONElement)
        case end, corrupt
    }

    func step(at offset: UInt32) -> Step {
        var raw = unsafe storefront_bson_element()
        switch unsafe storefront_bson_read(base, length, offset, &raw) {
        case STOREFRONT_BSON_ELEMENT: return unsafe .element(BSONElement(owner: owner, raw: raw, offset: offset))
        case STOREFRONT_BSON_END: return .end
        default: return .corrupt
        }
    }

    /// Nil at the end, and where the bytes stop making sense.
    func element(at offset: UInt32) -> BSONElement? {
        if case .element(let element) = step(at: offset) { element } else { nil }
    }

    func forEach(_ body: (BSONElement) throws -> Void) rethrows {
        var offset = Self.start
        while let element = element(at: offset) {
            try body(element)
            offset = element.nextOffset
        }
    }

    func find(_ key: String) -> BSONElement? {
        find(key, from: Self.start, to: length)
    }

    /// Searches elements that start at `start` or behind it, and before `end`.
    func find(_ key: String, from start: UInt32, to end: UInt32) -> BSONElement? {
        defer { withExtendedLifetime(owner) {} }
        return unsafe key.withUTF8Bytes { wanted in
            // On the bare C struct: a BSONElement per step would cost a reference count each.
            var raw = unsafe storefront_bson_element()
            var offset = start
            while offset < end, unsafe storefront_bson_read(base, length, offset, &raw) == STOREFRONT_BSON_ELEMENT {
                if unsafe wanted.count == Int(raw.key_length)
                    && (wanted.isEmpty || memcmp(wanted.baseAddress!, raw.key, wanted.count) == 0)
                {
                    return unsafe BSONElement(owner: owner, raw: raw, offset: offset)
                }
                offset = unsafe raw.next_offset
            }
            return nil
        }
    }

    var firstDuplicateKey: String? {
        var seen: Set<String> = []
        var duplicate: String?
        forEach { if !seen.insert($0.key).inserted { duplicate = duplicate ?? $0.key } }
        return duplicate
    }

    func hasSameBytes(as other: BSONSlice) -> Bool {
        defer { withExtendedLifetime((owner, other.owner)) {} }
        return unsafe length == other.length && memcmp(base, other.base, count) == 0
    }

    func check(depth: Int) throws {
        guard depth <= BSONDocument.maximumDepth else {
            throw BSONError("nested deeper than \(BSONDocument.maximumDepth) levels")
        }
        var offset = Self.start
        while true {
            switch step(at: offset) {
            case .end: return
            case .corrupt: throw BSONError("not well-formed BSON near byte \(offset) of a document of \(length) bytes")
            case .element(let element):
                guard element.type != BSON_TYPE_CODEWSCOPE else { throw BSONError("code with scope is not supported") }
                guard element.hasValidText else { throw BSONError("text that is not UTF-8 near byte \(offset)") }
                try element.slice?.check(depth: depth + 1)
                offset = element.nextOffset
            }
        }
    }
}
