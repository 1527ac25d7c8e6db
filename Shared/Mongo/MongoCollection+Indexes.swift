public import BSON

public struct IndexModel: Sendable {
    public let name: String
    /// Field path → 1, -1 or another index type.
    public let keys: BSONDocument
    public let unique: Bool
    public let sparse: Bool
    public let partialFilter: BSONDocument?
    public let expireAfterSeconds: Int32?

    public init(
        name: String, keys: BSONDocument, unique: Bool = false, sparse: Bool = false,
        partialFilter: BSONDocument? = nil,
        expireAfterSeconds: Int32? = nil
    ) {
        self.name = name
        self.keys = keys
        self.unique = unique
        self.sparse = sparse
        self.partialFilter = partialFilter
        self.expireAfterSeconds = expireAfterSeconds
    }

    fileprivate var document: BSONDocument {
        var document: BSONDocument = ["key": .document(keys), "name": .string(name)]
        if unique { document.append("unique", true) }
        if sparse { document.append("sparse", true) }
        if let partialFilter { document.append("partialFilterExpression", .document(partialFilter)) }
        if let expireAfterSeconds { document.append("expireAfterSeconds", .int32(expireAfterSeconds)) }
        return document
    }
}

extension MongoCollection {
    /// Builds what is not there yet; an index that is there with the same definition is fine. One after the other, so that
    /// an error names its index.
    ///
    /// Throws `rejected` for a unique index that the documents break, with up to three duplicates in the message, and for
    /// a name that is taken by another definition.
    public func createIndexes(_ indexes: [IndexModel]) throws(MongoError) {
        for index in indexes {
            do {
                _ = try database.run([
                    "createIndexes": .string(name), "indexes": [.document(index.document)],
                    "writeConcern": ["w": "majority"],
                ])
            } catch  where error.isDuplicateKey {
                throw MongoError(
                    kind: .rejected, code: error.code, domain: error.domain,
                    message:
                        "\(database.name).\(name): the unique index \(index.name) cannot be built, since documents have"
                        + " the same key: \(duplicates(of: index) ?? error.message)")
            } catch {
                throw MongoError(
                    kind: error.kind, code: error.code, domain: error.domain,
                    message: "\(database.name).\(name): index \(index.name): \(error.message)")
            }
        }
    }

    /// Nil when the search fails, or finds none any more.
    private func duplicates(of index: IndexModel) -> String? {
        var found: [String] = []
        try? aggregate(index.duplicateSearch) { document in
            let key = document["_id"]?.documentValue ?? [:]
            let values = index.keys.keys.enumerated().map { position, path in
                "\(path): \(key["k\(position)"].map { BSONDocument([("", $0)]).shownValue } ?? "missing")"
            }
            found.append("{\(values.joined(separator: ", "))} in \(document["n"]?.integerValue ?? 0) documents")
            return true
        }
        return found.isEmpty ? nil : found.joined(separator: "; ")
    }
}

extension IndexModel {
    /// Which keys do several documents have? An array on the way makes one key per element, as in the index itself.
    fileprivate var duplicateSearch: [BSONDocument] {
        let paths = keys.keys
        var stages: [BSONDocument] = []
        if let partialFilter { stages.append(["$match": .document(partialFilter)]) }
        if sparse {
            stages.append(["$match": ["$or": .array(paths.map { .document([$0: ["$exists": true]]) })]])
        }
        var unwound: Set<String> = []
        for path in paths {
            let steps = path.split(separator: ".")
            for length in 1...max(1, steps.count) {
                let prefix = steps.prefix(length).joined(separator: ".")
                guard unwound.insert(prefix).inserted else { continue }
                stages.append(["$unwind": ["path": .string("$" + prefix), "preserveNullAndEmptyArrays": true]])
            }
        }
        let key = BSONDocument(paths.enumerated().map { ("k\($0.offset)", .string("$" + $0.element)) })
        stages.append(["$group": ["_id": ["key": .document(key), "document": "$_id"]]])
        stages.append(["$group": ["_id": "$_id.key", "n": ["$sum": 1]]])
        stages.append(["$match": ["n": ["$gt": 1]]])
        stages.append(["$limit": 3])
        return stages
    }
}

extension BSONDocument {
    /// The only value as JSON: `{ "" : 1 }` without its frame.
    fileprivate var shownValue: String {
        let text = description
        guard let colon = text.firstIndex(of: ":"), let end = text.lastIndex(of: "}") else { return text }
        return text[text.index(after: colon)..<end].trimmed
    }
}

extension Substring {
    fileprivate var trimmed: String {
        let start = drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}
