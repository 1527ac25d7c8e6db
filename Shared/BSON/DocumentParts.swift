/// Reads members of a document one by one, so that one that somebody has spoiled hides no other, and keeps the names of
/// those that cannot be read.
public struct DocumentParts: Sendable {
    private let document: BSONDocument
    /// In the order in which they were asked for, each once.
    public private(set) var unreadable: [String] = []

    public init(_ document: BSONDocument) { self.document = document }

    /// The members of a document in a document; none where it is something else.
    public init(_ value: BSONValue?) { self.init(value?.documentValue ?? [:]) }

    /// Nil for a member that is absent or null, and for one that cannot be read.
    ///
    /// - Parameter name: its name in `unreadable`, where that is another.
    public mutating func read<Value: Decodable>(
        _ member: String, as type: Value.Type = Value.self, named name: String? = nil
    ) -> Value? {
        guard let value = present(member) else { return nil }
        guard let read = try? BSONDecoder().decode(type, fromValue: value) else {
            add(name ?? member)
            return nil
        }
        return read
    }

    /// The elements of an array, nil for each that cannot be read; empty where it is absent or no array.
    public mutating func elements<Element: Decodable>(
        _ member: String, of type: Element.Type = Element.self, named name: String? = nil
    ) -> [Element?] {
        guard let value = present(member) else { return [] }
        guard let values = value.arrayValue else {
            add(name ?? member)
            return []
        }
        let elements = values.map { try? BSONDecoder().decode(type, fromValue: $0) }
        if elements.contains(where: { $0 == nil }) { add(name ?? member) }
        return elements
    }

    /// As it lies there; nil where it is absent or null.
    public func present(_ member: String) -> BSONValue? {
        guard let value = document[member], value != .null else { return nil }
        return value
    }

    /// Notes one more.
    public mutating func add(_ name: String) {
        if !unreadable.contains(name) { unreadable.append(name) }
    }
}
