import JSON
import Testing

@Suite struct JSONLimitsTests {
    @Test func `bytes are counted with all white space`() {
        let limits = JSONLimits(maximumBytes: 8)
        #expect(faults(of: "[1,2,3] ", limits: limits) == [])
        #expect(faults(of: "[1,2,3]  ", limits: limits) == ["limit: the document must have at most 8 bytes, not 9"])
    }

    @Test func `depth counts containers within each other`() {
        let limits = JSONLimits(maximumDepth: 2)
        #expect(faults(of: #"[{"a":1},[2],3]"#, limits: limits) == [])
        #expect(
            faults(of: #"[1,{"a":[]}]"#, limits: limits) == ["limit: /1/a must not be nested deeper than 2 levels"])
        #expect(faults(of: "7", limits: JSONLimits(maximumDepth: 0)) == [])
    }

    @Test func `values are counted, names are not`() {
        let limits = JSONLimits(maximumValues: 4)
        #expect(faults(of: #"{"a":1,"b":[2]}"#, limits: limits) == [])
        #expect(faults(of: #"{"a":1,"b":[2,3]}"#, limits: limits) == ["limit: the document must have at most 4 values"])
    }

    @Test(arguments: ["[", #"{"a":"#, #"[{"":"#])
    func `a bomb of brackets ends at the limit, whatever is asked`(opening: String) {
        let bomb = String(repeating: opening, count: 100_000)
        let found = faults(of: bomb, limits: JSONLimits(maximumBytes: .max, maximumDepth: .max))
        #expect(found.count == 1)
        #expect(found[0].hasSuffix("must not be nested deeper than 512 levels"))
    }

    @Test func `a document of the greatest depth is written and merged`() throws {
        let text = String(repeating: #"{"a":"#, count: 512) + "1" + String(repeating: "}", count: 512)
        let document = try JSONDocument(parsing: Array(text.utf8), limits: JSONLimits(maximumDepth: 512))
        #expect(String(decoding: document.bytes, as: UTF8.self) == text)
        #expect(String(decoding: document.merging(patch: document).bytes, as: UTF8.self) == text)
    }

    @Test func `a bomb of values ends at the limit`() {
        let text = "[\(String(repeating: "0,", count: 200_000))0]"
        #expect(faults(of: text) == ["limit: the document must have at most 100000 values"])
    }

    @Test func `a number has at most 1,000 characters`() {
        let digits = String(repeating: "1", count: 1_000)
        #expect(faults(of: digits) == [])
        #expect(faults(of: "[\(digits)1]") == ["limit: /0 must be a number of at most 1000 characters"])
    }
}
