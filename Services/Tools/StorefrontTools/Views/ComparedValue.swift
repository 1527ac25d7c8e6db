import JSON

/// A part of a document that is compared as it stands. Null members count as absent, since a service may leave them out.
indirect enum ComparedValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// As it was written.
    case number(String)
    case string(String)
    case array([ComparedValue])
    case object([String: ComparedValue])

    /// The first place, in the order of names, where the two differ, with what stands there.
    func firstDifference(from other: ComparedValue, at path: String) -> (path: String, here: String, there: String)? {
        switch (self, other) {
        case (.object(let here), .object(let there)):
            for name in Set(here.keys).union(there.keys).sorted() {
                let difference = here[name, default: .null].firstDifference(
                    from: there[name, default: .null], at: "\(path).\(name)")
                if let difference { return difference }
            }
            return nil
        case (.array(let here), .array(let there)) where here.count == there.count:
            for (index, pair) in zip(here, there).enumerated() {
                if let difference = pair.0.firstDifference(from: pair.1, at: "\(path)[\(index)]") { return difference }
            }
            return nil
        default:
            return self == other ? nil : (path, inShort, other.inShort)
        }
    }

    private var inShort: String {
        switch self {
        case .null: "nothing"
        case .bool(let value): "\(value)"
        case .number(let text): text
        case .string(let text): text.debugDescription
        case .array(let elements): "\(elements.count) elements"
        case .object(let members): "an object of \(members.count)"
        }
    }

    /// The text of a member, or nil.
    subscript(text name: String) -> String? {
        guard case .object(let members) = self, case .string(let text)? = members[name] else { return nil }
        return text
    }
}

extension ComparedValue: JSONReadable {
    init(reading value: JSONValueReader) {
        switch value.kind {
        case .absent, .null: self = .null
        case .bool: self = .bool(value.bool())
        case .number: self = .number(value.numberText() ?? "")
        case .string: self = .string(value.string())
        case .array: self = .array(value.array())
        case .object:
            let object = value.object()
            var members: [String: ComparedValue] = [:]
            for name in object.names {
                let member = ComparedValue(reading: object.value(name))
                if member != .null { members[name] = member }
            }
            self = .object(members)
        }
    }
}
