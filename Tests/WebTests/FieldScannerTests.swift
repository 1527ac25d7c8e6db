import Testing

@testable import Web

@Suite struct FieldScannerTests {
    @Test func `a list skips empty elements and white space`() {
        #expect(FieldScanner.list(" ,a ,\t b,,") { $0.token() } == ["a", "b"])
        #expect(FieldScanner.list("") { $0.token() } == [])
    }

    @Test(arguments: ["a b", "a;b", "\"a", "a, \u{1}"]) func `a list with something else in it is malformed`(
        value: String
    ) {
        #expect(FieldScanner.list(value) { $0.token() } == nil)
    }

    @Test func `quoted strings`() {
        var scanner = FieldScanner(#""a \"b\\c" rest"#)
        let content = scanner.quotedString()
        #expect(content == #"a "b\c"#)
        for broken in ["", "a", "\"a", "\"a\\", "\"a\u{1}\"", "\"\\\u{7f}\""] {
            var scanner = FieldScanner(broken)
            let text = scanner.quotedString()
            #expect(text == nil)
            #expect(scanner.next == broken.utf8.first)
        }
    }

    @Test func `parameters`() throws {
        var scanner = FieldScanner(" ; A=b;;c=\"d;e\" ;")
        let found = scanner.parameters()
        let parameters = try #require(found)
        #expect(parameters.map(\.name) == ["a", "c"])
        #expect(parameters.map(\.value) == ["b", "d;e"])
        #expect(scanner.isAtEnd)
        for broken in [";a", ";a=", ";a =b", ";=b"] {
            var scanner = FieldScanner(broken)
            let parameters = scanner.parameters()
            #expect(parameters == nil, "\(broken)")
        }
    }
}
