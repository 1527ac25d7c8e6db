import JSON
import Testing

@Suite struct JSONWriterTests {
    private struct Sample: JSONObjectWritable {
        func writeMembers(to writer: inout JSONWriter) {
            writer.member("text", "a")
            writer.member("none", String?.none)
            writer.member("list", [1, 2])
            writer.member("empty", [Int]())
            writer.member("object") { $0.object { _ in } }
            writer.member("price") { $0.number("11.90") }
            writer.member("nested") {
                $0.array {
                    $0.element([true]); $0.object { $0.member("x", 0.5) }
                }
            }
        }
    }

    @Test func `compact text has no white space`() {
        #expect(
            String(decoding: Sample().jsonBytes(), as: UTF8.self)
                == #"{"text":"a","none":null,"list":[1,2],"empty":[],"object":{},"price":11.90,"nested":[[true],{"x":0.5}]}"#
        )
    }

    @Test func `pretty text has a line for each value`() throws {
        let pretty = String(decoding: Sample().jsonBytes(pretty: true), as: UTF8.self)
        #expect(
            pretty == """
                {
                  "text": "a",
                  "none": null,
                  "list": [
                    1,
                    2
                  ],
                  "empty": [],
                  "object": {},
                  "price": 11.90,
                  "nested": [
                    [
                      true
                    ],
                    {
                      "x": 0.5
                    }
                  ]
                }
                """)
        #expect(try rewritten(pretty) == String(decoding: Sample().jsonBytes(), as: UTF8.self))
    }

    @Test func `only what must be is escaped`() throws {
        let all = String(String.UnicodeScalarView((0..<0x80).map { Unicode.Scalar(UInt8($0)) })) + "é\u{2028}\u{2029}𝄞"
        let written = String(decoding: all.jsonBytes(), as: UTF8.self)
        let expected =
            #""\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u0013"#
            + ##"\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f !\"#$%&'()*+,-./0123456789"##
            + #":;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"# + "\u{7F}é\u{2028}\u{2029}𝄞\""
        #expect(written.replacing(expected, with: "as expected") == "as expected")
        #expect(try String.read(Array(all.dropFirst().jsonText)) == String(all.dropFirst()))
    }

    @Test(arguments: [0, 7, -7, 10, 99, 100, 1_000_000_007, .max, .min] as [Int64])
    func `integers are exact`(value: Int64) throws {
        #expect(String(decoding: value.jsonBytes(), as: UTF8.self) == "\(value)")
        #expect(try Int64.read(value.jsonBytes()) == value)
    }

    @Test func `doubles come back as they were, and what is no number is null`() throws {
        var generator = SystemRandomNumberGenerator()
        let random = (0..<1_000).map { _ in Double(bitPattern: generator.next()) }.filter(\.isFinite)
        for value in [0, -0.0, 0.1, 1e21, 1e-7, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .pi, 100] + random {
            #expect(try Double.read(value.jsonBytes()) == value)
        }
        for value in [Double.nan, .infinity, -.infinity] {
            #expect(String(decoding: value.jsonBytes(), as: UTF8.self) == "null")
        }
    }

    @Test func `a stream is drained piece by piece`() {
        var writer = JSONWriter()
        var pieces: [String] = []
        writer.beginObject()
        writer.name("list")
        writer.beginArray()
        for number in 1...3 {
            writer.element(number)
            pieces.append(String(decoding: writer.drain(), as: UTF8.self))
        }
        writer.endArray()
        writer.endObject()
        pieces.append(String(decoding: writer.drain(), as: UTF8.self))
        #expect(pieces == [#"{"list":[1"#, ",2", ",3", "]}"])
        #expect(writer.bytes.isEmpty)
    }

    @Test func `an error of a closure is passed on`() {
        struct Failure: Error {}
        var writer = JSONWriter()
        #expect(throws: Failure.self) { try writer.object { try $0.member("a") { _ in throw Failure() } } }
    }
}

extension Substring {
    fileprivate var jsonText: [UInt8] { String(self).jsonBytes() }
}
