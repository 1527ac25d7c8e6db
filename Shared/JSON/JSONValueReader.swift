/// One value (or its absence) at a known place of a document. Used on one thread; not Sendable.
///
/// Each question names what is needed; when the value is something else, the fault is recorded and a placeholder
/// returned.
public struct JSONValueReader {
    public enum Kind: Sendable {
        case absent, null, bool, number, string, array, object
    }

    let reading: JSONReading
    let place: JSONPlace

    /// What is there; `absent` below something that is faulty, too.
    public var kind: Kind {
        guard case .token(let index) = place else { return .absent }
        return switch reading.tape.tokens[index].kind {
        case .null: .null
        case .false, .true: .bool
        case .number: .number
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }

    /// Where the value is or would be. Found by a walk through the document: for faults, not for each value.
    public var pointer: JSONPointer { reading.pointer(to: place) }

    /// Records a fault at this value's place, unless something around it is faulty and reported already.
    public func fail(_ kind: JSONFault.Kind, _ message: @autoclosure () -> String) {
        switch place {
        case .placeholder, .probe: return
        case .token, .absent: break
        }
        reading.log.record(kind, at: pointer, message())
    }

    public func bool() -> Bool {
        guard let index = token(.bool, "a boolean", .boolean) else { return false }
        return reading.tape.tokens[index].kind == .true
    }

    public func string(_ rule: TextRule = .unbounded) -> String {
        guard let index = token(.string, "a string", .text(rule.length)) else { return "" }
        let text = reading.tape.string(at: index)
        let breaksLength: Bool
        if rule.length.upperBound == .max, rule.length.lowerBound == 0 {
            breaksLength = false
        } else {
            breaksLength = !rule.length.contains(text.unicodeScalars.count)
        }
        if breaksLength { fail(.rule, "must have \(rule.length.counting("character"))") }
        if reading.tape.tokens[index].hasEscapes, text.utf8.contains(0) {
            fail(.rule, "must not contain the character U+0000")
        }
        return text
    }

    /// One of the raw values of `E`, in exactly that spelling. Its ordinal is a `.type` fault, another text an
    /// `.unknownValue` fault.
    public func enumeration<E: RawRepresentable & CaseIterable>(_ type: E.Type = E.self) -> E
    where E.RawValue == String {
        // A type without cases has no value to return.
        let placeholder = E.allCases[E.allCases.startIndex]
        func expected() -> String { "one of \(E.allCases.map(\.rawValue).joined(separator: ", "))" }
        guard let index = token(.string, expected(), .enumeration(E.allCases.map(\.rawValue))) else {
            return placeholder
        }
        // By bytes: `RawRepresentable` would take canonically equivalent texts, too.
        if let value = E.allCases.first(where: { reading.tape.isString(at: index, equalTo: $0.rawValue) }) {
            return value
        }
        fail(.unknownValue, "must be \(expected())")
        return placeholder
    }

    /// The tape index of this value when it is of that kind; otherwise the fault is recorded.
    /// Where there is no document, `shape` is noted.
    func token(
        _ wanted: Kind, _ description: @autoclosure () -> String, _ shape: @autoclosure () -> JSONProbe.Shape
    ) -> Int? {
        guard case .token(let index) = place, kind == wanted else {
            if case .probe(let index) = place {
                reading.probe?.note(shape(), at: index)
            } else {
                refuse(description())
            }
            return nil
        }
        return index
    }

    /// Records that something else is needed here than what is there.
    func refuse(_ wanted: @autoclosure () -> String) {
        switch kind {
        case .absent: fail(.missing, "is required")
        case .null: fail(.null, "must not be null")
        case .bool: fail(.type, "must be \(wanted()), not a boolean")
        case .number: fail(.type, "must be \(wanted()), not a number")
        case .string: fail(.type, "must be \(wanted()), not a string")
        case .array: fail(.type, "must be \(wanted()), not an array")
        case .object: fail(.type, "must be \(wanted()), not an object")
        }
    }
}
