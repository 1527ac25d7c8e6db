import CMongo

/// An ordered document: a value, copied on write, over one `bson_t` of libbson.
///
/// A key that holds a NUL, and a document beyond 2 GiB, are preconditions of whoever builds a document from keys of his
/// own; keys from outside go through `BSONEncoder`, which throws, or are asked with `isKey(_:)` first. Any thread.
public struct BSONDocument: Sendable {
    var storage: Storage

    public init() {
        storage = Storage()
    }

    public init(_ elements: [(String, BSONValue)]) {
        storage = Storage()
        for (key, value) in elements { append(key, value) }
    }

    init(storage: Storage) {
        self.storage = storage
    }

    /// False for text with a NUL, which ends a key in BSON.
    public static func isKey(_ text: String) -> Bool {
        !text.utf8.contains(0)
    }

    /// Adds at the end, also when the key is there already.
    public mutating func append(_ key: String, _ value: BSONValue) {
        makeUnique()
        precondition(storage.append(key, value), "a document takes no key with a NUL and ends at 2 GiB")
    }

    /// The first value of that key. Setting replaces it in its place or appends; nil removes it.
    public subscript(key: String) -> BSONValue? {
        get { storage.slice.find(key)?.value() }
        set {
            guard let element = storage.slice.find(key) else {
                if let newValue { append(key, newValue) }
                return
            }
            let copy = Storage()
            var position = BSONSlice.start
            while let other = storage.slice.element(at: position) {
                if position != element.offset {
                    precondition(copy.appendElement(of: storage.slice, at: position))
                } else if let newValue {
                    precondition(copy.append(key, newValue), "a document ends at 2 GiB")
                }
                position = other.nextOffset
            }
            storage = copy
        }
    }

    public var elements: [(key: String, value: BSONValue)] {
        var result: [(key: String, value: BSONValue)] = []
        storage.slice.forEach { result.append(($0.key, $0.value())) }
        return result
    }

    public var keys: [String] {
        var result: [String] = []
        storage.slice.forEach { result.append($0.key) }
        return result
    }

    public var count: Int {
        var count = 0
        storage.slice.forEach { _ in count += 1 }
        return count
    }

    public var isEmpty: Bool { byteCount == 5 }

    /// Size of the BSON in bytes; MongoDB takes 16 MiB.
    public var byteCount: Int { storage.slice.count }

    mutating func makeUnique() {
        if !isKnownUniquelyReferenced(&storage) { storage = Storage(copying: storage) }
    }
}

extension BSONDocument: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, BSONValue)...) {
        self.init(elements)
    }
}

extension BSONDocument: Equatable {
    /// The same bytes: the same elements of the same types in the same order.
    public static func == (left: Self, right: Self) -> Bool {
        left.storage === right.storage || left.storage.slice.hasSameBytes(as: right.storage.slice)
    }
}

extension BSONDocument: CustomStringConvertible {
    /// Relaxed extended JSON, for logs and tests; libbson cuts what is nested deeper than 100 levels short.
    public var description: String { storage.relaxedJSON }
}
