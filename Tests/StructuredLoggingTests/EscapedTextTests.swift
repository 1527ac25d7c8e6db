import Testing

@testable import StructuredLogging

@Suite struct EscapedTextTests {
    private func escaped(_ text: String, _ style: EscapedText.Style) -> String {
        var line: [UInt8] = []
        EscapedText.append(text, style: style, to: &line)
        return String(decoding: line, as: UTF8.self)
    }

    @Test func `no control character survives`() {
        let controls = String(String.UnicodeScalarView((0...0x9F).map { Unicode.Scalar($0)! }))
        for style in [EscapedText.Style.human, .json] {
            let text = escaped(controls, style)
            #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
        }
    }

    @Test func `escapes of both styles`() {
        let text = "a\r\n\t\"\\\u{1b}[31m\u{7f}\u{9b}\u{202e}\u{2028}ü€😀"
        #expect(escaped(text, .human) == #"a\r\n\t"\\\u{1b}[31m\u{7f}\u{9b}\u{202e}\u{2028}ü€😀"#)
        #expect(escaped(text, .json) == #"a\r\n\t\"\\\u001b[31m\u007f\u009b\u202e\u2028ü€😀"#)
    }

    @Test func `a text beyond the bound is cut and says so`() {
        let text = escaped(String(repeating: "é", count: 20_000), .json)
        #expect(text == String(repeating: "é", count: EscapedText.maximumUTF8Length / 2) + "…[cut]")
    }
}
