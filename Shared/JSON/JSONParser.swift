/// Reads a text into a tape by the grammar of RFC 8259, and no other: no comments, no trailing commas, no byte order
/// mark, nothing after the value. It keeps its own stack, so that the depth of a document costs no thread its.
struct JSONParser {
    let source: [UInt8]
    let limits: JSONLimits
    var position = 0
    var tokens: [JSONToken] = []
    private var open: [Container] = []
    private var values = 0
    private let log = JSONFaultLog()

    private struct Container {
        let token: Int
        let isObject: Bool
        var count = 0
        var name = 0
    }

    init(source: [UInt8], limits: JSONLimits) {
        self.source = source
        self.limits = limits
        // A guess that fits most documents of services: one token for eight bytes.
        tokens.reserveCapacity(min(source.count, limits.maximumBytes) / 8 + 4)
    }

    mutating func parse() throws(JSONFaults) -> JSONTape {
        let maximumBytes = min(limits.maximumBytes, Int(Int32.max))
        guard source.count <= maximumBytes else {
            throw fault(.limit, "must have at most \(maximumBytes) bytes, not \(source.count)")
        }
        guard !source.starts(with: [0xEF, 0xBB, 0xBF]) else {
            throw fault(.syntax, "is not valid JSON: it must not begin with a byte order mark")
        }
        skipWhitespace()
        guard position < source.count else { throw fault(.syntax, "is not valid JSON: it is empty") }
        while true {
            let opened = try parseValue()
            if opened { continue }
            guard try parseEndOfValue() else { break }
        }
        skipWhitespace()
        guard position == source.count else { throw unexpected("the end of the document") }
        try log.finish()
        return JSONTape(source: source, tokens: tokens)
    }

    /// Reads the value at the position, or the beginning of a container that has something in it: then true, and the
    /// first thing in it is next.
    private mutating func parseValue() throws(JSONFaults) -> Bool {
        skipWhitespace()
        guard position < source.count else { throw unexpected("a value") }
        values += 1
        guard values <= limits.maximumValues else {
            log.record(.limit, at: .root, "must have at most \(limits.maximumValues) values")
            throw JSONFaults(faults: log.faults)
        }
        switch source[position] {
        case UInt8(ascii: "{"): return try openContainer(isObject: true, end: UInt8(ascii: "}"))
        case UInt8(ascii: "["): return try openContainer(isObject: false, end: UInt8(ascii: "]"))
        case UInt8(ascii: "\""): try parseString()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try parseNumber()
        case UInt8(ascii: "t"): try parseLiteral("true", .true)
        case UInt8(ascii: "f"): try parseLiteral("false", .false)
        case UInt8(ascii: "n"): try parseLiteral("null", .null)
        default: throw unexpected("a value")
        }
        return false
    }

    private mutating func openContainer(isObject: Bool, end: UInt8) throws(JSONFaults) -> Bool {
        let maximumDepth = min(limits.maximumDepth, JSONLimits.greatestDepth)
        guard open.count < maximumDepth else {
            throw fault(.limit, "must not be nested deeper than \(maximumDepth) levels")
        }
        open.append(Container(token: tokens.count, isObject: isObject))
        append(isObject ? .object : .array, start: position, length: 0)
        position += 1
        skipWhitespace()
        if position < source.count, source[position] == end {
            closeContainer()
            return false
        }
        if isObject { try parseName() }
        return true
    }

    /// What may follow a value: a comma, or the end of one or more containers. True when another value is next.
    private mutating func parseEndOfValue() throws(JSONFaults) -> Bool {
        while let container = open.last {
            // The value that has just ended is one of this container.
            open[open.count - 1].count += 1
            skipWhitespace()
            let next = position < source.count ? source[position] : 0
            if next == UInt8(ascii: ",") {
                position += 1
                if container.isObject {
                    skipWhitespace()
                    try parseName()
                }
                return true
            }
            guard next == (container.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                throw unexpected(
                    container.isObject ? "a comma or the end of the object" : "a comma or the end of the array",
                    inContainer: true)
            }
            closeContainer()
        }
        return false
    }

    private mutating func parseName() throws(JSONFaults) {
        guard position < source.count, source[position] == UInt8(ascii: "\"") else {
            throw unexpected("a name in quotation marks", inContainer: true)
        }
        // The place of a broken name is its object.
        let name = tokens.count
        try parseString(isName: true)
        open[open.count - 1].name = name
        skipWhitespace()
        guard position < source.count, source[position] == UInt8(ascii: ":") else { throw unexpected("a colon") }
        position += 1
    }

    private mutating func closeContainer() {
        let container = open[open.count - 1]
        position += 1
        tokens[container.token].length = UInt32(container.count)
        tokens[container.token].next = UInt32(tokens.count)
        if container.isObject, container.count > 1 { refuseRepeatedNames(container) }
        open.removeLast()
    }

    /// Which of two values would be meant differs from reader to reader (RFC 8259 section 4), so neither is taken.
    private func refuseRepeatedNames(_ container: Container) {
        let tape = JSONTape(source: source, tokens: tokens)
        let repeated =
            container.count <= 16
            ? tape.repeatedNames(ofSmallObject: container.token) : tape.repeatedNames(ofObject: container.token)
        for name in repeated {
            log.record(
                .syntax, at: place(inContainer: true).appending(tape.string(at: name)),
                "must not be there twice in the same object")
        }
    }

    mutating func append(_ kind: JSONToken.Kind, hasEscapes: Bool = false, start: Int, length: Int) {
        tokens.append(
            JSONToken(
                kind: kind, hasEscapes: hasEscapes, start: UInt32(start), length: UInt32(length),
                next: UInt32(tokens.count + 1)))
    }

    private mutating func skipWhitespace() {
        while position < source.count {
            switch source[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// The place of the value that is being read, or of the container around it.
    private func place(inContainer: Bool = false) -> JSONPointer {
        let tape = JSONTape(source: source, tokens: tokens)
        var pointer = JSONPointer.root
        for container in inContainer ? open.dropLast() : open[...] {
            pointer =
                container.isObject
                ? (container.name == 0 ? pointer : pointer.appending(tape.string(at: container.name)))
                : pointer.appending(container.count)
        }
        return pointer
    }

    func fault(_ kind: JSONFault.Kind, inContainer: Bool = false, _ message: String) -> JSONFaults {
        log.record(kind, at: place(inContainer: inContainer), message)
        return JSONFaults(faults: log.faults)
    }

    func unexpected(_ expected: String, inContainer: Bool = false) -> JSONFaults {
        let found: String
        if position >= source.count {
            found = "the text ends there"
        } else if (0x21...0x7E).contains(source[position]) {
            found = "'\(Character(Unicode.Scalar(source[position])))' was found"
        } else {
            found = "byte 0x\(String(source[position], radix: 16, uppercase: true)) was found"
        }
        return fault(
            .syntax, inContainer: inContainer,
            "is not valid JSON: at byte offset \(position) \(expected) is expected, but \(found)")
    }
}
