/// What all readers of one reading of a document share.
final class JSONReading {
    let tape: JSONTape
    let log = JSONFaultLog()

    init(tape: JSONTape) {
        self.tape = tape
    }
}

/// Where a reader stands. Every question of a model is answered from here, also where there is nothing to read: a case
/// that notes the questions and answers with placeholders would describe a model without a document.
enum JSONPlace {
    /// The value with that index on the tape.
    case token(Int)
    /// The object with that index has no such member.
    case absent(object: Int, name: String)
    /// Below something that is faulty and reported already: nothing more is recorded, placeholders are returned.
    case placeholder(depth: Int)

    /// A type of which every value contains another one would otherwise go on until the stack ends.
    static let greatestPlaceholderDepth = 64

    func placeholderBelow() -> JSONPlace {
        guard case .placeholder(let depth) = self else { return .placeholder(depth: 0) }
        precondition(
            depth < JSONPlace.greatestPlaceholderDepth,
            "a JSONReadable type requires a value of its own type in itself: make the member optional or an array")
        return .placeholder(depth: depth + 1)
    }
}
