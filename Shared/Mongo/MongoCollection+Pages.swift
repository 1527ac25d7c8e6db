public import BSON

/// Pages through ids that are texts for everybody else: ObjectIds, or strings, which MongoDB sorts before them. Comparisons
/// in queries see one type only ("Comparison/Sort Order", "Type Bracketing"), so the way from one to the other is here.
extension BSONDocument {
    /// Documents whose `_id` stands behind the id with this text; from the beginning for nil.
    public static func idsBehind(_ last: String?) -> BSONDocument {
        guard let last else { return ["_id": ["$type": ["string", "objectId"]]] }
        let id = BSONValue(id: last)
        guard case .string = id else { return ["_id": ["$gt": id]] }
        return ["$or": [["_id": ["$gt": id]], ["_id": ["$type": "objectId"]]]]
    }
}

extension MongoCollection {
    /// Calls `body` with documents in the order of `owner`, a string field that holds another document's id, and then of
    /// `own`, a string field that is unique: first those without an owner, then those whose owner is no ObjectId, then
    /// the others. So they come as the owners do by `idsBehind`. Wants an index on both fields.
    ///
    /// - Parameters:
    ///   - last: begins behind this one.
    ///   - owners: only these (nil in it: those without one); all for nil.
    ///   - limit: at most so many.
    public func find(
        byOwner owner: String, then own: String, behind last: (owner: String?, own: String)?, owners: [String?]? = nil,
        limit: Int, projection: BSONDocument, _ body: (BSONDocument) throws -> Void
    ) throws {
        var left = limit
        for isObjectID in [false, true] where left > 0 {
            if let last, Self.isObjectID(last.owner), !isObjectID { continue }
            var conditions = [Self.ownerFilter(owner, isObjectID: isObjectID)]
            if let owners {
                conditions.append([owner: ["$in": .array(owners.map { $0.map { .string($0) } ?? .null })]])
            }
            if let last, Self.isObjectID(last.owner) == isObjectID {
                conditions.append(Self.behind(last, owner: owner, own: own))
            }
            try find(
                ["$and": .array(conditions.map { .document($0) })],
                options: FindOptions(projection: projection, sort: [owner: 1, own: 1], limit: Int64(left))
            ) { document in
                left -= 1
                try body(document)
                return true
            }
        }
    }

    private static let objectIDPattern = BSONValue.regex(pattern: "^[0-9a-f]{24}$", options: "")

    private static func isObjectID(_ id: String?) -> Bool {
        guard let id, case .objectID(let parsed) = BSONValue(id: id) else { return false }
        return parsed.description == id
    }

    private static func ownerFilter(_ owner: String, isObjectID: Bool) -> BSONDocument {
        if isObjectID { return [owner: objectIDPattern] }
        return [
            "$or": [.document([owner: nil]), .document([owner: ["$type": "string", "$not": objectIDPattern]])]
        ]
    }

    private static func behind(_ last: (owner: String?, own: String), owner: String, own: String) -> BSONDocument {
        let rest: BSONDocument = [
            owner: last.owner.map { .string($0) } ?? .null, own: ["$gt": .string(last.own)],
        ]
        let later: BSONDocument = last.owner.map { [owner: ["$gt": .string($0)]] } ?? [owner: ["$type": "string"]]
        return ["$or": [.document(rest), .document(later)]]
    }
}
