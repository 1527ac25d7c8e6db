public import BSON
public import Mongo
public import Outbox
public import StructuredLogging

/// A collection of aggregates as every service keeps them: one document each, with `version`, and with the events of its
/// last changes in `outbox` until they are published. Thread-safe.
public struct AggregateCollection: Sendable {
    public let documents: MongoCollection
    public let outbox: Outbox
    let logger: Logger

    public init(_ documents: MongoCollection, outbox: Outbox, logger: Logger) {
        self.documents = documents
        self.outbox = outbox
        self.logger = logger
    }

    /// What a reader of aggregates leaves out.
    public static let withoutOutbox: BSONDocument = ["outbox": 0]

    /// The document of an aggregate that nobody has changed since this version was read. Versions count from 1; 0 stands
    /// for documents that others wrote, without one or with one that has not begun to count (Spring's `@Version` begins
    /// at 0).
    public static func unchanged(_ id: String, since version: Int64) -> BSONDocument {
        ["_id": BSONValue(id: id), "version": version == 0 ? ["$not": ["$gt": 0]] : .int64(version)]
    }

    /// 0 for a document without one. Throws for one that cannot be counted on from: a document of ours never has it.
    public static func version(of document: BSONDocument) throws(UncountableVersion) -> Int64 {
        let version = document["version"]?.integerValue ?? 0
        guard version.magnitude <= Int64.max / 2 else { throw UncountableVersion(version: version) }
        return version
    }

    /// The version after this one, an expression over a document as it lies there ("$version"): for what the server changes
    /// by itself, so that whoever has read the document before loses the race.
    public static func version(after field: BSONValue) -> BSONValue {
        ["$add": [["$cond": [["$isNumber": field], field, .int64(0)]], .int64(1)]]
    }

    /// Writes each in one document, tells the outbox, and returns how many took: not those that met another version (or, for
    /// an insert, an id that is taken), so that the caller loads and decides again.
    public func commit(_ writes: [AggregateWrite]) throws(MongoError) -> Int {
        if writes.isEmpty { return 0 }
        let result = try documents.bulkWrite(writes.map { $0.bulkWrite(carryingEventsBy: outbox) }, ordered: false)
        let taken = Int(result.inserted + result.matched)
        if taken == writes.count {
            outbox.committed(writes.map(\.outboxWrite))
        } else {
            outbox.nudge(writes.map { BSONValue(id: $0.id) })
        }
        try result.throwUnlessDuplicateKeys()
        return taken
    }

    /// Calls `body` with each that matches, in constant memory. One that cannot be read is left out, with a line in the
    /// log: a bad document must not hide the others.
    public func forEach<Aggregate>(
        _ filter: BSONDocument, read: (BSONDocument) throws -> Aggregate, _ body: (Aggregate) throws -> Void
    ) throws {
        try documents.find(filter, options: FindOptions(projection: Self.withoutOutbox)) { document in
            if let aggregate = readable(document, read) { try body(aggregate) }
            return true
        }
    }

    /// The next ones by id, from behind `last`, at most `limit`; empty only at the end. Those that cannot be read are left
    /// out as in `forEach`.
    public func page<Aggregate>(
        _ filter: BSONDocument, after last: String?, limit: Int, read: (BSONDocument) throws -> Aggregate
    ) throws(MongoError) -> [Aggregate] {
        var last = last
        while true {
            let found = try documents.findAll(
                ["$and": [.document(filter), .document(.idsBehind(last))]],
                options: FindOptions(projection: Self.withoutOutbox, sort: ["_id": 1], limit: Int64(limit)))
            let aggregates = found.compactMap { readable($0, read) }
            guard aggregates.isEmpty, let end = found.last?["_id"]?.idString else { return aggregates }
            last = end
        }
    }

    /// Nil, with a line in the log, for a document that cannot be read.
    public func readable<Aggregate>(
        _ document: BSONDocument, _ read: (BSONDocument) throws -> Aggregate
    ) -> Aggregate? {
        do {
            return try read(document)
        } catch {
            logger.warning(
                "a document cannot be read and is left out",
                metadata: [
                    "collection": .string(documents.name), "id": .string(document["_id"]?.idString ?? "?"),
                    "error": .string("\(error)"),
                ])
            return nil
        }
    }
}

/// A stored version that so few numbers are left behind that a change of its document might overflow.
public struct UncountableVersion: Error, Equatable {
    public let version: Int64
}
