import CMongo

/// One element of a slice, not yet converted; keeps the storage alive.
@safe struct BSONElement {
    let owner: BSONDocument.Storage
    private let raw: storefront_bson_element
    let offset: UInt32

    init(owner: BSONDocument.Storage, raw: storefront_bson_element, offset: UInt32) {
        self.owner = owner
        unsafe self.raw = unsafe raw
        self.offset = offset
    }

    /// A root document seen as a value.
    init(root: BSONSlice) {
        var raw = unsafe storefront_bson_element()
        unsafe raw.type = UInt8(BSON_TYPE_DOCUMENT.rawValue)
        unsafe raw.length = root.length
        unsafe raw.bytes = unsafe root.withBase { unsafe $0 }
        unsafe self.init(owner: root.owner, raw: raw, offset: 0)
    }

    var type: bson_type_t { unsafe bson_type_t(UInt32(raw.type)) }
    var nextOffset: UInt32 { unsafe raw.next_offset }
    var integer: Int64 { unsafe raw.integer }
    var double: Double { unsafe raw.number }
    var decimal128: Decimal128 { unsafe Decimal128(raw.decimal) }
    var subtype: UInt8 { unsafe raw.subtype }

    var key: String {
        defer { withExtendedLifetime(owner) {} }
        return unsafe String(
            decoding: UnsafeRawBufferPointer(start: raw.key, count: Int(raw.key_length)), as: UTF8.self)
    }

    /// Text, or the bytes of a binary. The server does not check UTF-8: what is none becomes U+FFFD.
    var text: String { unsafe withBytes { unsafe String(decoding: $0, as: UTF8.self) } }

    /// UTF-8 in the key and in what is text.
    var hasValidText: Bool {
        defer { withExtendedLifetime(owner) {} }
        guard unsafe bson_utf8_validate(raw.key, Int(raw.key_length), false) else { return false }
        switch type {
        case BSON_TYPE_UTF8, BSON_TYPE_CODE, BSON_TYPE_SYMBOL, BSON_TYPE_REGEX:
            return unsafe withBytes { text in
                guard let start = unsafe text.assumingMemoryBound(to: CChar.self).baseAddress else { return true }
                return unsafe bson_utf8_validate(start, text.count, true)
            }
        default: return true
        }
    }

    var bytes: [UInt8] { unsafe withBytes { unsafe Array($0) } }

    /// Precondition: an ObjectId or a database pointer.
    var objectID: ObjectID { unsafe withBytes { unsafe ObjectID(reading: $0) } }

    var regexOptions: String {
        defer { withExtendedLifetime(owner) {} }
        return unsafe raw.options.map { unsafe String(cString: $0) } ?? ""
    }

    /// The inside of a document or array.
    var slice: BSONSlice? {
        guard type == BSON_TYPE_DOCUMENT || type == BSON_TYPE_ARRAY, let base = unsafe raw.bytes else { return nil }
        return unsafe BSONSlice(owner: owner, base: base, length: raw.length)
    }

    /// A document of its own with a copy of the bytes.
    var document: BSONDocument {
        defer { withExtendedLifetime(owner) {} }
        guard let copy = unsafe bson_new_from_data(raw.bytes, Int(raw.length)) else { return BSONDocument() }
        return unsafe BSONDocument(stealing: copy)
    }

    private func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        defer { withExtendedLifetime(owner) {} }
        return unsafe body(UnsafeRawBufferPointer(start: raw.bytes, count: Int(raw.length)))
    }
}

extension BSONElement {
    /// The value. Documents stay unopened; arrays are read through to `BSONDocument.maximumDepth` levels, which neither a
    /// validated document nor the server exceeds; what lies deeper reads as null.
    func value(depth: Int = 1) -> BSONValue {
        switch type {
        case BSON_TYPE_BOOL: return .bool(integer != 0)
        case BSON_TYPE_INT32: return .int32(Int32(truncatingIfNeeded: integer))
        case BSON_TYPE_INT64: return .int64(integer)
        case BSON_TYPE_DOUBLE: return .double(double)
        case BSON_TYPE_UTF8, BSON_TYPE_CODE, BSON_TYPE_SYMBOL, BSON_TYPE_CODEWSCOPE: return .string(text)
        case BSON_TYPE_OID, BSON_TYPE_DBPOINTER: return .objectID(objectID)
        case BSON_TYPE_DATE_TIME: return .date(BSONDate(milliseconds: integer))
        case BSON_TYPE_DECIMAL128: return .decimal128(decimal128)
        case BSON_TYPE_BINARY: return .binary(BSONBinary(bytes, subtype: subtype))
        case BSON_TYPE_TIMESTAMP:
            let bits = UInt64(bitPattern: integer)
            return .timestamp(seconds: UInt32(bits >> 32), increment: UInt32(truncatingIfNeeded: bits))
        case BSON_TYPE_REGEX: return .regex(pattern: text, options: regexOptions)
        case BSON_TYPE_MINKEY: return .minKey
        case BSON_TYPE_MAXKEY: return .maxKey
        case BSON_TYPE_DOCUMENT: return .document(document)
        case BSON_TYPE_ARRAY:
            guard depth < BSONDocument.maximumDepth else { return .null }
            var elements: [BSONValue] = []
            slice?.forEach { elements.append($0.value(depth: depth + 1)) }
            return .array(elements)
        default: return .null
        }
    }
}
