import Testing

@testable import storefront_dead_letters

@Suite struct TerminalTextTests {
    @Test(arguments: [
        ("plain text, ümläute, 日本, 🛒", "plain text, ümläute, 日本, 🛒"),
        ("\u{1B}[2J\u{7}", #"\u{1B}[2J\u{7}"#), ("a\nb\tc\r", #"a\u{A}b\u{9}c\u{D}"#), ("\u{9B}31m", #"\u{9B}31m"#),
        ("\u{202E}gnp", #"\u{202E}gnp"#), ("\u{2028}", #"\u{2028}"#), ("\\u{1B}", #"\\u{1B}"#), ("", ""),
    ])
    func `what moves a cursor or hides is written out`(text: String, shown: String) {
        #expect(TerminalText.line(text) == shown)
    }

    @Test func `bytes that are no UTF-8 are shown one by one`() {
        #expect(TerminalText.line([0x61, 0xFF, 0xC3, 0xA4, 0xC3, 0x62] as [UInt8]) == #"a\xFFä\xC3b"#)
        #expect(TerminalText.line([0xE2, 0x82] as [UInt8]) == #"\xE2\x82"#)
    }
}
