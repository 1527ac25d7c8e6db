extension BSONDocument {
    /// This document with `_id` before its other members, by the rule of `BSONValue(id:)`.
    public func withID(_ id: String) -> BSONDocument {
        let copy = Storage(reserving: byteCount + 64)
        var isAppended = copy.append("_id", BSONValue(id: id))
        if storage.slice.find("_id") == nil {
            isAppended = isAppended && copy.appendAll(of: storage)
        } else {
            for (key, value) in elements where key != "_id" { isAppended = isAppended && copy.append(key, value) }
        }
        precondition(isAppended, "a document ends at 2 GiB")
        return BSONDocument(storage: copy)
    }
}
