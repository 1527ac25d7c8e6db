import JSON
import Testing

@Suite struct JSONParserTests {
    @Test(arguments: [
        ("null", "null"), ("true", "true"), ("false", "false"), ("0", "0"), ("-0", "-0"), ("42", "42"),
        ("11.90", "11.90"), ("1E400", "1E400"), ("1e+5", "1e+5"), ("-1.5e-10", "-1.5e-10"),
        ("123456789012345678901234567890.5", "123456789012345678901234567890.5"),
        (#""""#, #""""#), (#""a""#, #""a""#), (#""\"\\\/\b\f\n\r\t""#, #""\"\\/\b\f\n\r\t""#),
        (#""\u0041\u00e9\u20AC\uD834\uDd1e""#, #""Aé€𝄞""#), (#""\u0000\u001f\u007F""#, "\"\\u0000\\u001f\u{7F}\""),
        (#""\u2028\u2029\uFFFF\uDBFF\uDFFF""#, "\"\u{2028}\u{2029}\u{FFFF}\u{10FFFF}\""),
        ("\"é€𝄞\u{FEFF}\"", "\"é€𝄞\u{FEFF}\""),
        ("[]", "[]"), ("{}", "{}"), ("[[]]", "[[]]"), ("[{},[],{}]", "[{},[],{}]"), ("[[],1]", "[[],1]"),
        (" \t\r\n[ 1 , 2 ] \n", "[1,2]"), (#"{ "a" : { } , "b" : [ ] }"#, #"{"a":{},"b":[]}"#),
        (#"{"":0,"a":{"":[{"b":null}]}}"#, #"{"":0,"a":{"":[{"b":null}]}}"#),
        // Equal to a reader of Unicode, but two names by RFC 8259 section 8.3.
        ("{\"\u{E9}\":1,\"e\u{301}\":2}", "{\"\u{E9}\":1,\"e\u{301}\":2}"),
        (#"{"a":1,"b":{"a":1},"c":[{"a":1},{"a":1}]}"#, #"{"a":1,"b":{"a":1},"c":[{"a":1},{"a":1}]}"#),
    ])
    func `a document of RFC 8259 is taken and means the same`(text: String, compact: String) throws {
        #expect(try rewritten(text) == compact)
        #expect(try rewritten(compact) == compact)
    }

    @Test(arguments: [
        ("", "it is empty"),
        (" \n", "it is empty"),
        ("\u{FEFF}{}", "it must not begin with a byte order mark"),
        ("nul", "at byte offset 3 'null' is expected, but the text ends there"),
        ("True", "at byte offset 0 a value is expected, but 'T' was found"),
        ("falsy", "at byte offset 4 'false' is expected, but 'y' was found"),
        ("NaN", "at byte offset 0 a value is expected, but 'N' was found"),
        ("'a'", "at byte offset 0 a value is expected, but ''' was found"),
        ("// a\n1", "at byte offset 0 a value is expected, but '/' was found"),
        ("1 1", "at byte offset 2 the end of the document is expected, but '1' was found"),
        ("{}}", "at byte offset 2 the end of the document is expected, but '}' was found"),
        ("1\u{0}", "at byte offset 1 the end of the document is expected, but byte 0x0 was found"),
        ("é", "at byte offset 0 a value is expected, but byte 0xC3 was found"),
        ("+1", "at byte offset 0 a value is expected, but '+' was found"),
        (".5", "at byte offset 0 a value is expected, but '.' was found"),
        ("-", "at byte offset 1 a digit is expected, but the text ends there"),
        ("-a", "at byte offset 1 a digit is expected, but 'a' was found"),
        ("1.", "at byte offset 2 a digit is expected, but the text ends there"),
        ("1.e5", "at byte offset 2 a digit is expected, but 'e' was found"),
        ("1e", "at byte offset 2 a digit is expected, but the text ends there"),
        ("1e+", "at byte offset 3 a digit is expected, but the text ends there"),
        ("01", "at byte offset 1 the end of the document is expected, but '1' was found"),
        ("-01", "at byte offset 2 the end of the document is expected, but '1' was found"),
        ("0x1", "at byte offset 1 the end of the document is expected, but 'x' was found"),
        ("1\u{A0}", "at byte offset 1 the end of the document is expected, but byte 0xC2 was found"),
        ("\"", "at byte offset 1 a quotation mark is expected, but the text ends there"),
        ("\"a", "at byte offset 2 a quotation mark is expected, but the text ends there"),
        ("\"\n\"", "the control character at byte offset 1 must be escaped"),
        ("\"\u{0}\"", "the control character at byte offset 1 must be escaped"),
        ("\"\u{1F}\"", "the control character at byte offset 1 must be escaped"),
        (#""\"#, "at byte offset 2 an escape is expected, but the text ends there"),
        (#""\x""#, "at byte offset 2 one of \" \\ / b f n r t u is expected, but 'x' was found"),
        (#""\U0041""#, "at byte offset 2 one of \" \\ / b f n r t u is expected, but 'U' was found"),
        (#""\u12g4""#, "at byte offset 5 a hexadecimal digit is expected, but 'g' was found"),
        (#""\u12"#, "at byte offset 5 a hexadecimal digit is expected, but the text ends there"),
        (#""\uD800""#, "the escape at byte offset 1 is half of a surrogate pair"),
        (#""\uDC00\uD800""#, "the escape at byte offset 1 is half of a surrogate pair"),
        (#""a\uD800\u0041""#, "the escape at byte offset 2 is half of a surrogate pair"),
        (#""\uD800\uD800\uDC00""#, "the escape at byte offset 1 is half of a surrogate pair"),
        (#""\uD800\n""#, "the escape at byte offset 1 is half of a surrogate pair"),
        (#""\uD800\u""#, "at byte offset 9 a hexadecimal digit is expected, but '\"' was found"),
        ("]", "at byte offset 0 a value is expected, but ']' was found"),
        ("{", "at byte offset 1 a name in quotation marks is expected, but the text ends there"),
        ("[1", "at byte offset 2 a comma or the end of the array is expected, but the text ends there"),
        ("[1 2]", "at byte offset 3 a comma or the end of the array is expected, but '2' was found"),
        ("[1}", "at byte offset 2 a comma or the end of the array is expected, but '}' was found"),
        ("{1:1}", "at byte offset 1 a name in quotation marks is expected, but '1' was found"),
        ("{a:1}", "at byte offset 1 a name in quotation marks is expected, but 'a' was found"),
        ("{,}", "at byte offset 1 a name in quotation marks is expected, but ',' was found"),
        (#"{"a":1,}"#, "at byte offset 7 a name in quotation marks is expected, but '}' was found"),
        (#"{"a":1]"#, "at byte offset 6 a comma or the end of the object is expected, but ']' was found"),
        (#"{"a":1 "b":2}"#, "at byte offset 7 a comma or the end of the object is expected, but '\"' was found"),
    ])
    func `anything else is refused, and the fault says where and what is expected`(text: String, message: String) {
        #expect(faults(of: text) == ["syntax: the document is not valid JSON: \(message)"])
    }

    @Test(arguments: [
        ("[", "/0 is not valid JSON: at byte offset 1 a value is expected, but the text ends there"),
        ("[1,]", "/1 is not valid JSON: at byte offset 3 a value is expected, but ']' was found"),
        ("[,1]", "/0 is not valid JSON: at byte offset 1 a value is expected, but ',' was found"),
        (#"{"a""#, "/a is not valid JSON: at byte offset 4 a colon is expected, but the text ends there"),
        (#"{"a" 1}"#, "/a is not valid JSON: at byte offset 5 a colon is expected, but '1' was found"),
        (#"{"a":}"#, "/a is not valid JSON: at byte offset 5 a value is expected, but '}' was found"),
        (
            #"{"a":[1,{"b/~":tru}]}"#,
            "/a/1/b~1~0 is not valid JSON: at byte offset 18 'true' is expected, but '}' was found"
        ),
        (
            #"{"a":[{"b":1}x]}"#,
            "/a is not valid JSON: at byte offset 13 a comma or the end of the array is expected, but 'x' was found"
        ),
        (
            #"{"a":{"b":1},"c":[[],{"#,
            "/c/1 is not valid JSON: at byte offset 22 a name in quotation marks is expected, but the text ends there"
        ),
        (
            #"[[],{},"\q"]"#,
            "/2 is not valid JSON: at byte offset 9 one of \" \\ / b f n r t u is expected, but 'q' was found"
        ),
    ])
    func `a fault of the syntax names its place`(text: String, description: String) {
        #expect(faults(of: text) == ["syntax: \(description)"])
    }

    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x22], [0xE0, 0x9F, 0xBF], [0xE2, 0x82],
            [0xE2, 0x28, 0xA1], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xEF, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF0, 0x9F, 0x98, 0x20], [0xFE],
            [0xFF],
        ] as [[UInt8]])
    func `a text that is not UTF-8 is refused`(bytes: [UInt8]) {
        let expected = ["syntax: /0 is not valid JSON: the text at byte offset 3 is not valid UTF-8"]
        #expect(faults(of: Array("[\"a".utf8) + bytes + Array("\"]".utf8)) == expected)
        #expect(faults(of: Array("[\"a".utf8) + bytes) == expected)
    }

    @Test func `all repeated names are reported together, also in other spellings and among many names`() {
        #expect(
            faults(of: #"{"a":1,"\u0061":{"b":1,"b":2,"b":3},"c":[{"d":1,"d":1}]}"#) == [
                "syntax: /a/b must not be there twice in the same object",
                "syntax: /a/b must not be there twice in the same object",
                "syntax: /c/0/d must not be there twice in the same object",
                "syntax: /a must not be there twice in the same object",
            ])
        let many = (0..<1_000).map { "\"n\($0)\":\($0)" }
        #expect(faults(of: "{\(many.joined(separator: ","))}") == [])
        #expect(
            faults(of: "{\((many + [#""n50\u0030":0"#]).joined(separator: ","))}")
                == ["syntax: /n500 must not be there twice in the same object"])
    }

    @Test func `at most 100 faults are kept, and long names are cut`() {
        let name = String(repeating: "é", count: 1_000)
        let text = "{\"\(name)\":[\(Array(repeating: #"{"a":1,"a":1}"#, count: 200).joined(separator: ","))]}"
        let found = faults(of: text)
        #expect(found.count == 100)
        #expect(
            found.last
                == "syntax: /\(String(repeating: "é", count: 64))…/99/a must not be there twice in the same object")
    }
}
