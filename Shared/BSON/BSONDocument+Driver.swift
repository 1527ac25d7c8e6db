/// The door between this module and the one that wraps the driver; nobody else sees a `bson_t`.
extension BSONDocument {
    /// Lends the `bson_t`, read-only, for the length of the call.
    package func withDriverPointer<R, E: Error>(_ body: (OpaquePointer) throws(E) -> R) throws(E) -> R {
        defer { withExtendedLifetime(storage) {} }
        return try unsafe body(storage.pointer)
    }

    /// Lends the `bson_t` to a function that appends to it.
    package mutating func withMutableDriverPointer<R>(_ body: (OpaquePointer) -> R) -> R {
        makeUnique()
        defer { withExtendedLifetime(storage) {} }
        return unsafe body(storage.pointer)
    }

    /// A copy of a `bson_t` that stays its owner's, who promises that it is well-formed enough to be iterated.
    package init(copying pointer: OpaquePointer) {
        self.init(storage: unsafe Storage(copying: pointer))
    }

    /// Owns a `bson_t` from libbson's heap from now on.
    package init(stealing pointer: OpaquePointer) {
        self.init(storage: unsafe Storage(stealing: pointer))
    }
}
