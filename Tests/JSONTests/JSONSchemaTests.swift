import JSON
import Testing

@Suite struct JSONSchemaTests {
    private enum Color: String, CaseIterable, JSONReadable {
        case red = "RED"
        case green = "GREEN"
    }

    private struct Part: JSONReadable {
        static let jsonSchemaNotes = JSONSchemaNotes("A part.")
        let weight: Double
        let amount: String?

        init(reading value: JSONValueReader) {
            let object = value.object()
            weight = object.required("weight")
            amount = object.required("amount") { $0.numberText(orString: true) }
        }
    }

    private struct Price: JSONReadable {
        static let jsonSchemaNotes = JSONSchemaNotes(minimum: "0.00", maximum: "9.99")

        init(reading value: JSONValueReader) { _ = value.numberText() }
    }

    private struct Thing: JSONReadable {
        init(reading value: JSONValueReader) {
            let object = value.object()
            _ = object.required("name") { $0.string(.length(1...50)) }
            _ = object.optional("note", as: String.self)
            _ = object.required("count") { $0.integer(in: 1...9) }
            _ = object.optional("big", as: Int64.self)
            _ = object.required("isNew", as: Bool.self)
            _ = object.required("part", as: Part.self)
            _ = object.optional("spare", as: Part.self)
            _ = object.required("price", as: Price.self)
            _ = object.optional("color", as: Color.self)
            _ = object.optional("shade") { $0.enumeration(Color.self) }
            _ = object.required("tags") { $0.array(of: String.self, count: 1...3) }
            _ = object.optional("parts", as: [Part].self)
            _ = object.optional("within", as: Thing.self)
            _ = object.value("loose").kind
        }
    }

    @Test func `a model is described by what it asks for`() {
        let part = ##"{"$ref":"#/$defs/Part"}"##
        let expected =
            #"{"$schema":"https://json-schema.org/draft/2020-12/schema","title":"Thing","type":"object","properties":{"#
            + #""name":{"type":"string","minLength":1,"maxLength":50},"note":{"type":["string","null"]},"#
            + #""count":{"type":"integer","format":"int32","minimum":1,"maximum":9},"#
            + #""big":{"type":["integer","null"],"format":"int64"},"isNew":{"type":"boolean"},"part":\#(part),"#
            + ##""spare":{"anyOf":[\##(part),{"type":"null"}]},"price":{"$ref":"#/$defs/Price"},"##
            + ##""color":{"anyOf":[{"$ref":"#/$defs/Color"},{"type":"null"}]},"##
            + #""shade":{"type":["string","null"],"enum":["RED","GREEN",null]},"#
            + #""tags":{"type":"array","items":{"type":"string"},"minItems":1,"maxItems":3},"#
            + #""parts":{"type":["array","null"],"items":\#(part)},"#
            + ##""within":{"anyOf":[{"$ref":"#"},{"type":"null"}]},"loose":{}},"##
            + #""required":["name","count","isNew","part","price","tags"],"$defs":{"#
            + #""Part":{"description":"A part.","type":"object","properties":{"weight":{"type":"number"},"#
            + #""amount":{"type":["number","string"],"pattern":"^-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?$"}},"#
            + #""required":["weight","amount"]},"Price":{"type":"number","minimum":0.00,"maximum":9.99},"#
            + #""Color":{"type":"string","enum":["RED","GREEN"]}}}"#
        #expect(String(decoding: Thing.jsonSchema.jsonBytes(), as: UTF8.self) == expected)
    }

    @Test func `types without a name of their own are described where they stand`() {
        let text = String(decoding: [Color].jsonSchema.jsonBytes(), as: UTF8.self)
        #expect(
            text == #"{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"array","#
                + ##""items":{"$ref":"#/$defs/Color"},"$defs":{"Color":{"type":"string","enum":["RED","GREEN"]}}}"##)
    }

    private enum Other {
        struct Part: JSONReadable {
            init(reading value: JSONValueReader) { _ = value.bool() }
        }
    }

    private struct Pair: JSONReadable {
        init(reading value: JSONValueReader) {
            let object = value.object()
            _ = object.required("a", as: Part.self)
            _ = object.required("b", as: Other.Part.self)
        }
    }

    @Test func `two types of one name stay apart`() {
        let text = String(decoding: Pair.jsonSchema.jsonBytes(), as: UTF8.self)
        #expect(text.contains(##""a":{"$ref":"#/$defs/Part"},"b":{"$ref":"#/$defs/Part2"}"##))
        #expect(text.hasSuffix(#""Part2":{"type":"boolean"}}}"#))
    }
}
