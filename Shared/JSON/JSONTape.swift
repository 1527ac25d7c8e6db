/// A parsed document: its text, and the list of its values. Nothing is decoded until somebody asks for it.
struct JSONTape: Sendable {
    var source: [UInt8]
    var tokens: [JSONToken]

    /// Indexes of the elements of the array at `index`.
    func elements(of index: Int) -> JSONElementIndexes {
        JSONElementIndexes(tokens: tokens, position: index + 1, end: Int(tokens[index].next))
    }

    /// Indexes of the names of the object at `index`; the value of a name is the index after it.
    func names(of index: Int) -> JSONNameIndexes {
        JSONNameIndexes(tokens: tokens, position: index + 1, end: Int(tokens[index].next))
    }

    /// The index of the value that the object at `index` has for `name`.
    func value(of name: String, in index: Int) -> Int? {
        let name = name.utf8Span.span
        let end = Int(tokens[index].next)
        var position = index + 1
        while position < end {
            let token = tokens[position]
            // The length first: it tells most names apart.
            if Int(token.length) == name.count || token.hasEscapes, isString(token, equalTo: name) {
                return position + 1
            }
            position = Int(tokens[position + 1].next)
        }
        return nil
    }

    /// The place of the value at `index`: found by stepping down from the root, since faults are rare and every
    /// value would have to pay for a path of its own.
    func pointer(to index: Int) -> JSONPointer {
        var pointer = JSONPointer.root
        var position = 0
        while position != index {
            switch tokens[position].kind {
            case .object:
                let name = names(of: position).first { Int(tokens[$0 + 1].next) > index }
                guard let name else { return pointer }
                pointer = pointer.appending(string(at: name))
                position = name + 1
            case .array:
                let element = elements(of: position).enumerated().first { Int(tokens[$0.element].next) > index }
                guard let element else { return pointer }
                pointer = pointer.appending(element.offset)
                position = element.element
            default:
                return pointer
            }
        }
        return pointer
    }
}

struct JSONElementIndexes: Sequence, IteratorProtocol {
    fileprivate let tokens: [JSONToken]
    fileprivate var position: Int
    fileprivate let end: Int

    mutating func next() -> Int? {
        guard position < end else { return nil }
        defer { position = Int(tokens[position].next) }
        return position
    }
}

struct JSONNameIndexes: Sequence, IteratorProtocol {
    fileprivate let tokens: [JSONToken]
    fileprivate var position: Int
    fileprivate let end: Int

    mutating func next() -> Int? {
        guard position < end else { return nil }
        defer { position = Int(tokens[position + 1].next) }
        return position
    }
}
