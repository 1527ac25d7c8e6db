extension JSONParser {
    mutating func parseLiteral(_ text: StaticString, _ kind: JSONToken.Kind) throws(JSONFaults) {
        let start = position
        for byte in text.description.utf8 {
            guard position < source.count, source[position] == byte else { throw unexpected("'\(text)'") }
            position += 1
        }
        append(kind, start: start, length: position - start)
    }

    mutating func parseNumber() throws(JSONFaults) {
        let start = position
        switch JSONNumber.scan(source, from: start) {
        case .number(let end):
            position = end
        case .malformed(let place):
            position = place
            throw unexpected("a digit")
        }
        guard position - start <= JSONLimits.longestNumber else {
            throw fault(.limit, "must be a number of at most \(JSONLimits.longestNumber) characters")
        }
        append(.number, start: start, length: position - start)
    }
}
