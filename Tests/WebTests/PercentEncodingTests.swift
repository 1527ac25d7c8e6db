import Testing

@testable import Web

@Suite struct PercentEncodingTests {
    @Test(
        arguments: [
            ("abc", "abc"), ("a%20b", "a b"), ("%2F%2e", "/."), ("%C3%BC", "ü"), ("a+b", "a+b"), ("%F0%9F%98%80", "😀"),
        ])
    func `a segment is decoded`(encoded: String, decoded: String) {
        #expect(PercentEncoding.decode(encoded[...]) == decoded)
    }

    @Test(arguments: ["%", "%2", "%2g", "%%20", "%ff", "%C3", "%C0%80", "%ED%A0%80", "%00", "a%+1"])
    func `a segment with a wrong encoding is refused`(encoded: String) {
        #expect(PercentEncoding.decode(encoded[...]) == nil)
    }

    @Test(
        arguments: [
            ("a+b%20c", "a b c"), ("%", "%"), ("%2", "%2"), ("%zz%41", "%zzA"), ("%ff", "\u{FFFD}"), ("%2B", "+"),
        ])
    func `a form value is decoded leniently`(encoded: String, decoded: String) {
        #expect(PercentEncoding.decodeForm(encoded[...]) == decoded)
    }
}
