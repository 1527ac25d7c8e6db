extension JSONSchema: JSONObjectWritable {
    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("$schema", "https://json-schema.org/draft/2020-12/schema")
        if isNamed {
            writer.member("title", definitions[0].name)
            write(definitions[0], to: &writer)
        } else {
            write(places[0], to: &writer)
        }
        let others = definitions.dropFirst(isNamed ? 1 : 0)
        guard !others.isEmpty else { return }
        writer.member("$defs") { writer in
            writer.object { writer in
                for definition in others {
                    writer.member(definition.name) { $0.object { write(definition, to: &$0) } }
                }
            }
        }
    }

    private func write(_ definition: JSONProbe.Definition, to writer: inout JSONWriter) {
        let notes = definition.notes
        if let description = notes.description { writer.member("description", description) }
        write(places[definition.place], to: &writer)
        if let minimum = notes.minimum { writer.member("minimum") { $0.number(minimum) } }
        if let maximum = notes.maximum { writer.member("maximum") { $0.number(maximum) } }
    }

    private func write(_ place: JSONProbe.Place, to writer: inout JSONWriter) {
        func types(_ types: String...) {
            let all = place.isNullable ? types + ["null"] : types
            if all.count == 1 { writer.member("type", all[0]) } else { writer.member("type", all) }
        }
        switch place.shape {
        case .any:
            break
        case .boolean:
            types("boolean")
        case .text(let length):
            types("string")
            if length.lowerBound > 0 { writer.member("minLength", length.lowerBound) }
            if length.upperBound < .max { writer.member("maxLength", length.upperBound) }
        case .integer(let range):
            types("integer")
            writer.member("format", range.lowerBound >= Int32.min && range.upperBound <= Int32.max ? "int32" : "int64")
            if range.lowerBound > .min { writer.member("minimum", range.lowerBound) }
            if range.upperBound < .max { writer.member("maximum", range.upperBound) }
        case .number(orString: false):
            types("number")
        case .number(orString: true):
            types("number", "string")
            // Says nothing of a value that is no string (validation vocabulary, section 6.3.3).
            writer.member("pattern", Self.numberPattern)
        case .enumeration(let values):
            types("string")
            // Counts for every type, so null has to be one of the values (section 6.1.2).
            writer.member("enum", values.map { $0 as String? } + (place.isNullable ? [nil] : []))
        case .array(let count, let element):
            types("array")
            writer.member("items") { $0.object { write(places[element], to: &$0) } }
            if count.lowerBound > 0 { writer.member("minItems", count.lowerBound) }
            if count.upperBound < .max { writer.member("maxItems", count.upperBound) }
        case .object(let members):
            types("object")
            write(members, to: &writer)
        case .definition(let index):
            writeReference(index, isNullable: place.isNullable, to: &writer)
        }
    }

    /// The grammar of RFC 8259 section 6, in quotation marks.
    private static let numberPattern = #"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$"#

    private func write(_ members: [JSONProbe.Member], to writer: inout JSONWriter) {
        writer.member("properties") { writer in
            writer.object { writer in
                for member in members {
                    writer.member(member.name) { $0.object { write(places[member.place], to: &$0) } }
                }
            }
        }
        let required = members.filter(\.isRequired).map(\.name)
        if !required.isEmpty { writer.member("required", required) }
    }

    /// The type that is described has no definition of its own: it is the document.
    private func writeReference(_ index: Int, isNullable: Bool, to writer: inout JSONWriter) {
        let target = isNamed && index == 0 ? "#" : "#/$defs/\(definitions[index].name)"
        guard isNullable else { return writer.member("$ref", target) }
        writer.member("anyOf") { writer in
            writer.array { writer in
                writer.object { $0.member("$ref", target) }
                writer.object { $0.member("type", "null") }
            }
        }
    }
}
