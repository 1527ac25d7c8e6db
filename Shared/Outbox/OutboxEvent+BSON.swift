package import BSON

/// How an event lies in the array field `outbox`.
extension OutboxEvent {
    package var document: BSONDocument {
        var document: BSONDocument = [
            "id": .string(id), "topic": .string(topic), "key": .string(key), "type": .string(type),
            "typeID": .string(typeID), "subject": .string(subject), "sequence": .int64(sequence),
            "time": .date(BSONDate(milliseconds: timeMilliseconds)),
        ]
        // Absent for a deletion: null and empty are something else.
        if let value { document.append("value", .binary(BSONBinary(value))) }
        if !extensions.isEmpty {
            let sorted = extensions.sorted { $0.key < $1.key }
            document.append("extensions", .document(BSONDocument(sorted.map { ($0.key, .string($0.value)) })))
        }
        return document
    }

    package struct Unreadable: Error, CustomStringConvertible {
        let field: String
        package var description: String { "an element of outbox has no readable \(field)" }
    }

    /// - Throws: `Unreadable` for what this module did not write.
    package init(document: BSONDocument) throws(Unreadable) {
        func text(_ field: String) throws(Unreadable) -> String {
            guard let text = document[field]?.stringValue else { throw Unreadable(field: field) }
            return text
        }
        guard let sequence = document["sequence"]?.integerValue else { throw Unreadable(field: "sequence") }
        guard case .date(let time)? = document["time"] else { throw Unreadable(field: "time") }
        var value: [UInt8]?
        switch document["value"] {
        case nil: value = nil
        case .binary(let binary)?: value = binary.bytes
        default: throw Unreadable(field: "value")
        }
        var extensions: [String: String] = [:]
        for (name, value) in document["extensions"]?.documentValue?.elements ?? [] {
            extensions[name] = value.stringValue
        }
        self.init(
            id: try text("id"), topic: try text("topic"), key: try text("key"), type: try text("type"),
            typeID: try text("typeID"), subject: try text("subject"), sequence: sequence,
            timeMilliseconds: time.milliseconds, value: value, extensions: extensions)
    }
}
