import CMongo

extension BSONDocument {
    /// The only owner of one heap `bson_t`.
    ///
    /// Sendable although it can be changed: who changes it holds the only reference (`isKnownUniquelyReferenced`, or a
    /// builder that has not given it away), so a storage that two threads can see is read-only.
    @safe final class Storage: @unchecked Sendable {
        let pointer: OpaquePointer

        init() {
            unsafe pointer = bson_new()
        }

        /// Room for `bytes` without growing.
        init(reserving bytes: Int) {
            unsafe pointer = bson_sized_new(bytes)
        }

        init(copying other: Storage) {
            unsafe pointer = bson_copy(other.pointer)
        }

        init(copying pointer: OpaquePointer) {
            unsafe self.pointer = bson_copy(pointer)
        }

        init(stealing pointer: OpaquePointer) {
            unsafe self.pointer = pointer
        }

        /// Nil when the length in front is not the number of bytes, or the last is not a NUL.
        init?(copyingBytes bytes: [UInt8]) {
            guard bytes.count >= 5, let pointer = unsafe bson_new_from_data(bytes, bytes.count) else { return nil }
            unsafe self.pointer = pointer
        }

        deinit {
            unsafe bson_destroy(pointer)
        }

        /// A view of the bytes as they are now; a change of this storage ends its validity.
        var slice: BSONSlice {
            unsafe BSONSlice(
                owner: self, base: bson_get_data(pointer), length: storefront_bson_length(pointer))
        }

        var relaxedJSON: String {
            var length = 0
            guard let text = unsafe bson_as_relaxed_extended_json(pointer, &length) else { return "(not well-formed)" }
            defer { unsafe bson_free(text) }
            return unsafe String(
                decoding: UnsafeRawBufferPointer(start: text, count: length), as: UTF8.self)
        }
    }
}
