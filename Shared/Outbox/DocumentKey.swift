package import BSON

/// A document's `_id` as something that can be looked up: equal by its BSON bytes, so an ObjectId is not its hex text.
package struct DocumentKey: Hashable, Sendable {
    package let id: BSONValue
    private let bytes: [UInt8]

    package init(_ id: BSONValue) {
        self.id = id
        bytes = (["": id] as BSONDocument).bytes
    }

    package static func == (one: DocumentKey, other: DocumentKey) -> Bool { one.bytes == other.bytes }
    package func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}
