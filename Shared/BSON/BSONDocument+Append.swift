import CMongo

/// Appending. Every function says false, and appends nothing, when the key holds a NUL or the document would pass 2 GiB.
extension BSONDocument.Storage {
    func append(_ key: String, _ value: BSONValue) -> Bool {
        switch value {
        case .null: unsafe key.withKey { unsafe bson_append_null(pointer, $0, $1) }
        case .bool(let value): append(key, value)
        case .int32(let value): append(key, value)
        case .int64(let value): append(key, value)
        case .double(let value): append(key, value)
        case .string(let value): append(key, value)
        case .objectID(let value): append(key, value)
        case .date(let value): append(key, value)
        case .decimal128(let value): append(key, value)
        case .binary(let value): append(key, value)
        case .timestamp(let seconds, let increment):
            unsafe key.withKey { unsafe bson_append_timestamp(pointer, $0, $1, seconds, increment) }
        case .regex(let pattern, let options):
            unsafe key.withKey { name, length in
                pattern.utf8.contains(0)
                    ? false
                    : unsafe bson_append_regex_w_len(
                        pointer, name, length, pattern, Int32(clamping: pattern.utf8.count), options)
            }
        case .minKey: unsafe key.withKey { unsafe bson_append_minkey(pointer, $0, $1) }
        case .maxKey: unsafe key.withKey { unsafe bson_append_maxkey(pointer, $0, $1) }
        case .document(let document): append(key, document.storage, asArray: false)
        case .array(let elements): append(key, elements)
        }
    }

    func append(_ key: String, _ value: Bool) -> Bool {
        unsafe key.withKey { unsafe bson_append_bool(pointer, $0, $1, value) }
    }

    func append(_ key: String, _ value: Int32) -> Bool {
        unsafe key.withKey { unsafe bson_append_int32(pointer, $0, $1, value) }
    }

    func append(_ key: String, _ value: Int64) -> Bool {
        unsafe key.withKey { unsafe bson_append_int64(pointer, $0, $1, value) }
    }

    func append(_ key: String, _ value: Double) -> Bool {
        unsafe key.withKey { unsafe bson_append_double(pointer, $0, $1, value) }
    }

    func append(_ key: String, _ value: String) -> Bool {
        unsafe key.withKey { name, length in
            unsafe value.withUTF8Bytes { text in
                text.count > Int32.max
                    ? false : unsafe bson_append_utf8(pointer, name, length, text.baseAddress, Int32(text.count))
            }
        }
    }

    func append(_ key: String, _ value: ObjectID) -> Bool {
        var oid = value.driverValue
        return unsafe key.withKey { unsafe bson_append_oid(pointer, $0, $1, &oid) }
    }

    func append(_ key: String, _ value: BSONDate) -> Bool {
        unsafe key.withKey { unsafe bson_append_date_time(pointer, $0, $1, value.milliseconds) }
    }

    func append(_ key: String, _ value: Decimal128) -> Bool {
        var bits = value.driverValue
        return unsafe key.withKey { unsafe bson_append_decimal128(pointer, $0, $1, &bits) }
    }

    func append(_ key: String, _ value: BSONBinary) -> Bool {
        guard value.bytes.count < Int32.max else { return false }
        return unsafe key.withKey { name, length in
            unsafe bson_append_binary(
                pointer, name, length, bson_subtype_t(UInt32(value.subtype)), value.bytes, UInt32(value.bytes.count))
        }
    }

    func append(_ key: String, _ elements: [BSONValue]) -> Bool {
        let array = BSONDocument.Storage()
        for (index, element) in elements.enumerated() {
            guard array.append(String(index), element) else { return false }
        }
        return append(key, array, asArray: true)
    }

    func append(_ key: String, _ child: BSONDocument.Storage, asArray: Bool) -> Bool {
        unsafe key.withKey { name, length in
            asArray
                ? unsafe bson_append_array(pointer, name, length, child.pointer)
                : unsafe bson_append_document(pointer, name, length, child.pointer)
        }
    }

    /// Copies one element with its key, whatever its type.
    func appendElement(of slice: BSONSlice, at offset: UInt32) -> Bool {
        unsafe slice.withBase { unsafe storefront_bson_copy_element(pointer, $0, slice.length, offset) }
    }

    /// All elements of another document.
    func appendAll(of other: BSONDocument.Storage) -> Bool {
        unsafe bson_concat(pointer, other.pointer)
    }
}

extension String {
    func withUTF8Bytes<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        if let result = unsafe utf8.withContiguousStorageIfAvailable(body) { return result }
        var copy = self
        return copy.withUTF8(body)
    }

    /// False for a key with a NUL, without calling `append`.
    fileprivate func withKey(_ append: (UnsafePointer<CChar>, Int32) -> Bool) -> Bool {
        unsafe withUTF8Bytes { bytes in
            guard unsafe bytes.count < Int32.max && !bytes.contains(0) else { return false }
            // libbson dereferences the key even when its length is 0.
            guard let base = bytes.baseAddress else { return unsafe append("", 0) }
            return unsafe base.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                unsafe append($0, Int32(bytes.count))
            }
        }
    }
}
