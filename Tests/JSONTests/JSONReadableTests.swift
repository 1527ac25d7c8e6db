import JSON
import Testing

private enum AddressType: String, CaseIterable, JSONReadable {
    case billing = "BILLING"
    case shipping = "SHIPPING"
}

private struct Address: JSONReadable, Equatable {
    let type: AddressType
    let street: String

    init(reading value: JSONValueReader) {
        let object = value.object()
        type = object.required("type")
        street = object.required("street") { $0.string(.length(1...10)) }
    }

    init(_ type: AddressType, _ street: String) {
        self.type = type
        self.street = street
    }
}

private struct Customer: JSONReadable, Equatable {
    let name: String
    let age: Int64?
    let isActive: Bool
    let addresses: [Address]
    let tags: [String]

    init(reading value: JSONValueReader) {
        let object = value.object()
        name = object.required("name") { $0.string(.length(1...5)) }
        age = object.optional("age") { $0.integer(in: 0...150) }
        isActive = object.required("isActive")
        addresses = object.required("addresses") { $0.array(count: 1...2) }
        tags = object.optional("tags") ?? []
        if name.isEmpty { object.value("name").fail(.rule, "must be known") }
    }
}

@Suite struct JSONReadableTests {
    @Test func `a whole model is read, members that it does not know are passed over`() throws {
        let text = #"""
            {"extra":[{"name":"x"}],"tags":null,"addresses":[{"street":"a\u0062","type":"SHIPPING"}],
             "isActive":true,"n\u0061me":"Ben","age":33.0}
            """#
        let customer = try Customer.read(Array(text.utf8))
        #expect(customer.name == "Ben")
        #expect(customer.age == 33)
        #expect(customer.isActive)
        #expect(customer.addresses == [Address(.shipping, "ab")])
        #expect(customer.tags == [])
    }

    @Test func `all faults are reported together, each with its place`() {
        let text = #"""
            {"name":"Benjamin","age":-1,"isActive":"yes","tags":["a",null,1,{}],
             "addresses":[{"type":"HOME","street":"a"},{"type":1,"street":null},null,7,{}]}
            """#
        #expect(
            faults(of: text, reading: Customer.init(reading:)) == [
                "rule: /name must have 1 to 5 characters",
                "rule: /age must be from 0 to 150",
                "type: /isActive must be a boolean, not a string",
                "rule: /addresses must have 1 to 2 elements",
                "unknownValue: /addresses/0/type must be one of BILLING, SHIPPING",
                "type: /addresses/1/type must be one of BILLING, SHIPPING, not a number",
                "null: /addresses/1/street must not be null",
                "null: /addresses/2 must not be null",
                "type: /addresses/3 must be an object, not a number",
                "missing: /addresses/4/type is required",
                "missing: /addresses/4/street is required",
                "null: /tags/1 must not be null",
                "type: /tags/2 must be a string, not a number",
                "type: /tags/3 must be a string, not an object",
            ])
    }

    @Test func `a member that is absent is one fault, whatever would be in it`() {
        #expect(
            faults(of: "{}", reading: Customer.init(reading:)) == [
                "missing: /name is required", "missing: /isActive is required", "missing: /addresses is required",
            ])
        #expect(
            faults(of: #"{"a":null}"#) { $0.object().required("a", as: Customer.self) } == ["null: /a must not be null"]
        )
        #expect(faults(of: "{}") { $0.object().required("a", as: Customer.self) } == ["missing: /a is required"])
        #expect(faults(of: "{}") { $0.object().value("a").object().value("b").string() } == ["missing: /a is required"])
    }

    @Test(arguments: [
        ("null", "null: the document must not be null"), ("[]", "type: the document must be an object, not an array"),
        ("true", "type: the document must be an object, not a boolean"),
        ("\"\"", "type: the document must be an object, not a string"),
        ("1", "type: the document must be an object, not a number"),
    ])
    func `a document of another type is one fault`(text: String, fault: String) {
        #expect(faults(of: text, reading: Customer.init(reading:)) == [fault])
    }

    @Test func `a body that breaks only rules is told from one that cannot be read`() {
        func breaksOnlyRules(_ text: String) -> Bool? {
            do {
                _ = try Address.read(Array(text.utf8))
                return nil
            } catch {
                return error.breaksOnlyRules
            }
        }
        #expect(breaksOnlyRules(#"{"type":"BILLING","street":"a"}"#) == nil)
        #expect(breaksOnlyRules(#"{"type":"BILLING","street":""}"#) == true)
        #expect(breaksOnlyRules(#"{"type":"billing","street":""}"#) == false)
        #expect(breaksOnlyRules(#"{"type":"BILLING"}"#) == false)
        #expect(breaksOnlyRules("{") == false)
    }

    @Test func `at most 100 faults are kept`() {
        let found = faults(of: "[\(Array(repeating: "1", count: 500).joined(separator: ","))]") {
            $0.array(of: String.self)
        }
        #expect(found.count == 100)
        #expect(found.last == "type: /99 must be a string, not a number")
    }

    @Test func `a type that contains itself by an array or an optional ends where the document ends`() throws {
        struct Tree: JSONReadable {
            let leaves: [Tree]
            let only: [Tree]
            let depth: Int
            init(reading value: JSONValueReader) {
                let object = value.object()
                leaves = object.required("leaves")
                only = object.optional("only", as: Tree.self).map { [$0] } ?? []
                depth = 1 + ((leaves + only).map(\.depth).max() ?? 0)
            }
        }
        #expect(
            try Tree.read(
                Array(#"{"leaves":[{"leaves":[]}],"only":{"leaves":[],"only":{"leaves":[{"leaves":[]}]}}}"#.utf8)
            ).depth == 4)
        #expect(
            faults(of: #"{"leaves":[{"only":{}}]}"#, reading: Tree.init(reading:)) == [
                "missing: /leaves/0/leaves is required", "missing: /leaves/0/only/leaves is required",
            ])
    }

    @Test func `a type that requires itself is stopped before the stack ends`() async {
        await #expect(processExitsWith: .failure) {
            _ = try? Endless.read(Array("{}".utf8))
        }
    }
}

private final class Endless: JSONReadable {
    let next: Endless
    init(reading value: JSONValueReader) {
        next = value.object().required("next")
    }
}
