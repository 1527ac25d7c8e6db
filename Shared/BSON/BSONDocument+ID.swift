extension BSONDocument {
    /// This document with `_id` before its other members, by the rule of `BSONValue(id:)`.
    public func withID(_ id: String) -> BSONDocument {
        var document: BSONDocument = ["_id": BSONValue(id: id)]
        for (key, value) in elements where key != "_id" { document.append(key, value) }
        return document
    }
}
