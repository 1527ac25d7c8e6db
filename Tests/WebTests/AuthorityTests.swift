import Testing

@testable import Web

@Suite struct AuthorityTests {
    @Test(
        arguments: [
            ("localhost", "localhost"), ("localhost:8085", "localhost:8085"), ("shop.example:80", "shop.example"),
            ("shop.example:", "shop.example"), ("[::1]:8080", "[::1]:8080"), ("[::1]", "[::1]"),
            ("10.0.0.1:443", "10.0.0.1:443"), ("a_b-c.d", "a_b-c.d"),
        ])
    func `hosts with and without port`(text: String, shown: String) {
        #expect(Authority(text)?.text(scheme: "http") == shown)
    }

    @Test func `the default port of https`() {
        #expect(Authority("shop.example:443")?.text(scheme: "https") == "shop.example")
        #expect(Authority("shop.example:80")?.text(scheme: "https") == "shop.example:80")
    }

    @Test(
        arguments: [
            "", ":80", "a b", "user@host", "host/path", "host:0", "host:65536", "host:8o", "host:80:80", "[::1",
            "[1.2.3.4]",
            "[::1]x", "::1", "höst", "host\r\nX: y", "\"><script>", "%68ost", "[fe80::1%25eth0]",
        ])
    func `what is no host`(text: String) {
        #expect(Authority(text) == nil)
    }

    @Test func `a host has a bound`() {
        #expect(Authority(String(repeating: "a", count: 255)) != nil)
        #expect(Authority(String(repeating: "a", count: 256)) == nil)
    }
}
