import JSON
import Testing

@Suite struct JSONValueReaderTests {
    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("-0.0", 0), ("0e99999999999999999999", 0), ("2.0", 2), ("2.50e1", 25), ("20e-1", 2),
            ("1e3", 1_000), ("-1E+2", -100), ("9223372036854775807", .max), ("-9223372036854775808", .min),
            ("9223372036854775807.000", .max), ("922337203685477580.7e1", .max), ("0.0000000000000000000001e22", 1),
            ("1000000000000000000000000e-20", 10_000), ("123456789012345678", 123_456_789_012_345_678),
        ] as [(String, Int64)])
    func `a whole number is read exactly, however it is written`(text: String, value: Int64) throws {
        #expect(try Int64.read(Array(text.utf8)) == value)
    }

    @Test(arguments: ["2.5", "1e-1", "0.1", "-1.00000000000000000001", "25e-1", "1e-99999999999999999999"])
    func `a fraction is not a whole number`(text: String) {
        #expect(faults(of: text) { $0.integer() } == ["type: the document must be a whole number, not a fraction"])
    }

    @Test(arguments: [
        "9223372036854775808", "-9223372036854775809", "1e19", "99999999999999999999", "1e99999999999999999999",
    ])
    func `a whole number beyond Int64 is refused`(text: String) {
        #expect(
            faults(of: text) { $0.integer(in: 1...2) }
                == ["type: the document must be a whole number from -9223372036854775808 to 9223372036854775807"])
    }

    @Test func `a range is told by its ends`() {
        #expect(faults(of: "0") { $0.integer(in: 1...9) } == ["rule: the document must be from 1 to 9"])
        #expect(faults(of: "0") { $0.integer(in: 1...Int64.max) } == ["rule: the document must be at least 1"])
        #expect(faults(of: "0") { $0.integer(in: Int64.min ... -1) } == ["rule: the document must be at most -1"])
        #expect(faults(of: "0") { $0.integer(in: 3...3) } == ["rule: the document must be 3"])
        #expect(faults(of: "9") { $0.integer(in: 1...9) } == [])
    }

    @Test func `a length counts code points`() {
        func found(_ text: String, _ length: ClosedRange<Int>) -> [String] {
            faults(of: "\"\(text)\"") { $0.string(.length(length)) }
        }
        #expect(found("é€𝄞", 3...3) == [])
        #expect(found("e\u{301}", 1...1) == ["rule: the document must have exactly 1 character"])
        #expect(found(#"\uD834\uDD1E\n"#, 2...2) == [])
        #expect(found("", 1...Int.max) == ["rule: the document must have at least 1 character"])
        #expect(found("abcd", 0...3) == ["rule: the document must have at most 3 characters"])
        #expect(found("abcd", 1...3) == ["rule: the document must have 1 to 3 characters"])
    }

    @Test func `the character U+0000 is refused in every text and name`() {
        #expect(
            faults(of: #"["a\u0000","\\u0000"]"#) { $0.array(of: String.self) } == [
                "rule: /0 must not contain the character U+0000"
            ])
        var names: [String] = []
        #expect(
            faults(of: #"{"a":1,"b\u0000":2,"c":3}"#) { names = $0.object().names } == [
                "rule: /b\u{0} must not have the character U+0000 in its name"
            ])
        #expect(names == ["a", "c"])
    }

    @Test func `doubles are the nearest, and infinity is none`() throws {
        #expect(try Double.read(Array("0.1".utf8)) == 0.1)
        #expect(try Double.read(Array("-1e-400".utf8)) == 0)
        #expect(try Double.read(Array("1.7976931348623157e308".utf8)) == Double.greatestFiniteMagnitude)
        #expect(
            faults(of: "1e309") { $0.double() } == [
                "type: the document must be a number within the range of a double (about 1.8e308)"
            ])
        #expect(faults(of: "\"1\"") { $0.double() } == ["type: the document must be a number, not a string"])
    }

    @Test func `the text of a number is kept, and may come in a string where that is allowed`() throws {
        func text(_ json: String, orString: Bool) throws -> String? {
            try JSONDocument(parsing: Array(json.utf8)).read { $0.numberText(orString: orString) }
        }
        #expect(try text("11.90", orString: false) == "11.90")
        #expect(try text(#""11.9\u0030""#, orString: true) == "11.90")
        #expect(faults(of: #""11.90""#) { $0.numberText() } == ["type: the document must be a number, not a string"])
        for wrong in [
            "", " 1", "1 ", "+1", "1.", ".5", "0x1", "1e", "NaN", "eleven", "1,5", String(repeating: "1", count: 1_001),
        ] {
            #expect(
                faults(of: "\"\(wrong)\"") { $0.numberText(orString: true) } == [
                    "type: the document must be a number, or a string that is written as one"
                ])
        }
        #expect(
            faults(of: "{}") { $0.object().value("price").numberText(orString: true) } == [
                "missing: /price is required"
            ])
    }

    @Test func `an enumeration takes its raw values in their spelling only`() throws {
        enum Unit: String, CaseIterable { case metre = "m", angstrom = "\u{C5}" }
        #expect(try JSONDocument(parsing: Array("\"\u{C5}\"".utf8)).read { $0.enumeration(Unit.self) } == .angstrom)
        for wrong in ["M", "", "A\u{30A}", "\u{212B}"] {
            #expect(
                faults(of: "\"\(wrong)\"") { $0.enumeration(Unit.self) } == [
                    "unknownValue: the document must be one of m, \u{C5}"
                ])
        }
        #expect(
            faults(of: "0") { $0.enumeration(Unit.self) } == [
                "type: the document must be one of m, \u{C5}, not a number"
            ])
    }

    @Test func `the kind of what is there is told, and what was reported is not there`() throws {
        let text = #"{"n":null,"b":false,"i":1,"s":"","a":[],"o":{}}"#
        let kinds = try JSONDocument(parsing: Array(text.utf8)).read { root in
            let object = root.object()
            return (["n", "b", "i", "s", "a", "o", "x"].map { object.value($0).kind }, object.names)
        }
        #expect(kinds.0 == [.null, .bool, .number, .string, .array, .object, .absent])
        #expect(kinds.1 == ["n", "b", "i", "s", "a", "o"])
        var below: JSONValueReader.Kind?
        #expect(
            faults(of: "[]") { below = $0.object().value("a").kind } == [
                "type: the document must be an object, not an array"
            ])
        #expect(below == .absent)
    }

    @Test func `a model's own fault is placed, once, and not on a placeholder`() {
        #expect(
            faults(of: #"{"a":[0,{"b":1}]}"#) { root in
                let elements = root.object().value("a").array { $0 }
                elements[1].object().value("b").fail(.rule, "must be even")
                elements[1].object().value("c").fail(.missing, "is required here")
            } == ["rule: /a/1/b must be even", "missing: /a/1/c is required here"])
        #expect(
            faults(of: #"{"a":1}"#) { root in
                let value = root.object().value("a")
                if value.string().isEmpty { value.fail(.rule, "must not be empty") }
            } == ["type: /a must be a string, not a number"])
    }
}
