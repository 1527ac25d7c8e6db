extension JSONValueReader {
    /// A whole number, exactly; `2.0` is taken as 2. Outside of `range` is a `.rule` fault; a fraction, or a number
    /// beyond Int64, a `.type` fault.
    public func integer(in range: ClosedRange<Int64> = Int64.min...Int64.max) -> Int64 {
        guard let index = token(.number, "a whole number", .integer(range)) else { return 0 }
        switch JSONNumber.whole(reading.tape.source[reading.tape.tokens[index].byteRange]) {
        case .fraction:
            fail(.type, "must be a whole number, not a fraction")
        case .beyond:
            fail(.type, "must be a whole number from \(Int64.min) to \(Int64.max)")
        case .value(let value):
            if range.contains(value) { return value }
            fail(.rule, "must be \(range.bounds)")
            return range.lowerBound
        }
        return 0
    }

    /// The nearest double. A number beyond the largest double is a `.type` fault.
    public func double() -> Double {
        guard let index = token(.number, "a number", .number(orString: false)) else { return 0 }
        let value = Double(text(at: index)) ?? .nan
        guard value.isFinite else {
            fail(.type, "must be a number within the range of a double (about 1.8e308)")
            return 0
        }
        return value
    }

    /// The number as it is written (`11.90`), or, with `orString`, a string that is written as a number. At most 1,000
    /// characters. Nil after a fault.
    public func numberText(orString: Bool = false) -> String? {
        if orString, case .token(let index) = place, kind == .string {
            let bytes = reading.tape.stringBytes(at: index)
            if bytes.count <= JSONLimits.longestNumber, JSONNumber.scan(bytes, from: 0) == .number(end: bytes.count) {
                return String(decoding: bytes, as: UTF8.self)
            }
            fail(.type, "must be a number, or a string that is written as one")
            return nil
        }
        return token(.number, "a number", .number(orString: orString)).map(text(at:))
    }

    private func text(at index: Int) -> String {
        String(decoding: reading.tape.source[reading.tape.tokens[index].byteRange], as: UTF8.self)
    }
}

extension ClosedRange<Int64> {
    /// "at least 1", "at most 9", "from 1 to 9".
    fileprivate var bounds: String {
        if lowerBound == .min { return "at most \(upperBound)" }
        if upperBound == .max { return "at least \(lowerBound)" }
        return lowerBound == upperBound ? "\(lowerBound)" : "from \(lowerBound) to \(upperBound)"
    }
}
