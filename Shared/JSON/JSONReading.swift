/// What all readers of one reading of a document share.
final class JSONReading {
    let tape: JSONTape
    let log = JSONFaultLog()
    /// Not nil when there is no document and the questions are noted.
    let probe: JSONProbe?
    /// Names of members that were asked for and are not there. Places refer to them by index, so that a place is a plain
    /// value: a reader is copied for every member that is read.
    private var absentNames: [String] = []

    init(tape: JSONTape) {
        self.tape = tape
        probe = nil
    }

    init(probe: JSONProbe) {
        tape = JSONTape(source: [], tokens: [])
        self.probe = probe
    }

    func absence(of name: String, in object: Int) -> JSONPlace {
        absentNames.append(name)
        return .absent(object: object, name: absentNames.count - 1)
    }

    func pointer(to place: JSONPlace) -> JSONPointer {
        switch place {
        case .token(let index): tape.pointer(to: index)
        case .absent(let object, let name): tape.pointer(to: object).appending(absentNames[name])
        case .placeholder, .probe: .root
        }
    }
}

/// Where a reader stands. Every question of a model is answered from here, also where there is nothing to read.
enum JSONPlace {
    /// The value with that index on the tape.
    case token(Int)
    /// The object with that index has no member of the name with the index `name` in `JSONReading`.
    case absent(object: Int, name: Int)
    /// Below something that is faulty and reported already: nothing more is recorded, placeholders are returned.
    case placeholder(depth: Int)
    /// There is no document: questions are noted under that index of the `JSONProbe`, and answered with placeholders.
    case probe(Int)

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
