extension Case {
    private static func get(_ target: String) -> String { "GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n" }

    /// RFC 9112 §3: method, target, version.
    static let requestLines: [Case] = [
        .understood("a plain GET", get("/show"), as: "GET /show ?nil host=a"),
        .understood("a query", get("/show?x=1&y=%20"), as: "GET /show ?x=1&y=%20 host=a"),
        .understood("an empty query is not none", get("/show?"), as: "GET /show ? host=a"),
        .understood("a question mark in the query", get("/show?a?b"), as: "GET /show ?a?b host=a"),
        .understood(
            "a method nobody knows reaches the handler", "BREW /show HTTP/1.1\r\nHost: a\r\n\r\n",
            as: "BREW /show ?nil host=a"),
        .understood("methods are case-sensitive", "get /show HTTP/1.1\r\nHost: a\r\n\r\n", as: "get /show ?nil host=a"),
        .understood("one empty line before a request", "\r\n" + get("/show"), as: "GET /show ?nil host=a"),
        .refused(
            "two empty lines before a request", "\r\n\r\n" + get("/show"), "400 Bad Request", "malformed-request-line"),
        .understood(
            "a later minor version is 1.1", "GET /show HTTP/1.9\r\nHost: a\r\n\r\n", as: "GET /show ?nil host=a"),
        .refused(
            "HTTP/2.0", "GET /show HTTP/2.0\r\nHost: a\r\n\r\n", "505 HTTP Version Not Supported", "unsupported-version"
        ),
        .refused(
            "the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505 HTTP Version Not Supported",
            "unsupported-version"),
        .refused("HTTP/0.9", "GET /show\r\n", "400 Bad Request", "malformed-request-line"),
        .refused(
            "a version in lower case", "GET /show http/1.1\r\nHost: a\r\n\r\n", "400 Bad Request",
            "malformed-request-line"),
        .refused(
            "a version of two digits", "GET /show HTTP/1.10\r\nHost: a\r\n\r\n", "400 Bad Request",
            "malformed-request-line"),
        .refused(
            "a version without minor", "GET /show HTTP/1\r\nHost: a\r\n\r\n", "400 Bad Request",
            "malformed-request-line"),
        .refused(
            "two spaces before the target", "GET  /show HTTP/1.1\r\nHost: a\r\n\r\n", "400 Bad Request",
            "malformed-request-line"),
        .refused(
            "two spaces before the version", "GET /show  HTTP/1.1\r\nHost: a\r\n\r\n", "400 Bad Request",
            "malformed-request-line"),
        .refused(
            "a space after the version", "GET /show HTTP/1.1 \r\nHost: a\r\n\r\n", "400 Bad Request",
            "malformed-request-line"),
        .refused(
            "a tab instead of a space", "GET\t/show HTTP/1.1\r\nHost: a\r\n\r\n", "400 Bad Request",
            "malformed-request-line"),
        .refused(
            "a space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", "400 Bad Request", "malformed-request-line"
        ),
        .refused(
            "a space before the method", " GET /show HTTP/1.1\r\nHost: a\r\n\r\n", "400 Bad Request",
            "malformed-request-line"),
        .refused("no method", "/show HTTP/1.1\r\nHost: a\r\n\r\n", "400 Bad Request", "malformed-request-line"),
        .refused(
            "a method with a bracket", "GE(T /show HTTP/1.1\r\nHost: a\r\n\r\n", "400 Bad Request",
            "malformed-request-line"),
        .refused(
            "a method of 33 characters", String(repeating: "M", count: 33) + " / HTTP/1.1\r\n", "501 Not Implemented",
            "unknown-method"),
        .refused("CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", "501 Not Implemented", "unsupported-method"),
        .refused("a TLS client", "\u{16}\u{3}\u{1}\u{2}", "400 Bad Request", "malformed-request-line"),
        .refused(
            "a bare LF after the request line", "GET /show HTTP/1.1\nHost: a\r\n\r\n", "400 Bad Request",
            "bare-line-feed"),
        .refused(
            "a CR in the request line", "GET /show\r HTTP/1.1\r\nHost: a\r\n\r\n", "400 Bad Request", "malformed-target"
        ),
        .refused(
            "a NUL in the target", "GET /sh\0ow HTTP/1.1\r\nHost: a\r\n\r\n", "400 Bad Request", "malformed-target"),
        .refused(
            "a byte beyond ASCII in the target", "GET /ü HTTP/1.1\r\nHost: a\r\n\r\n", "400 Bad Request",
            "malformed-target"),
        .refused("a fragment in the target", get("/show#x"), "400 Bad Request", "malformed-target"),
        .refused("a backslash in the target", get("/show\\x"), "400 Bad Request", "malformed-target"),
        .refused("a quote in the target", get("/show?\"x\""), "400 Bad Request", "malformed-target"),
        .refused("percent-encoding with one digit", get("/show?%2"), "400 Bad Request", "malformed-target"),
        .refused("percent-encoding without hex", get("/show?%zz"), "400 Bad Request", "malformed-target"),
        .refused("a relative target", get("show"), "400 Bad Request", "malformed-target"),
        .refused(
            "a target of 8,193 bytes", get("/" + String(repeating: "x", count: 8192)), "414 URI Too Long",
            "target-too-long"),
        .refused(
            "a target without end", "GET /" + String(repeating: "x", count: 9000), "414 URI Too Long", "target-too-long"
        ),
        .understood("absolute form", get("http://b.example/show?q"), as: "GET /show ?q host=b.example"),
        .understood("absolute form with a port, in capitals", get("HTTPS://B:80/show"), as: "GET /show ?nil host=B:80"),
        Case(
            "absolute form without a path is /", get("http://b"),
            "HTTP/1.1 404 Not Found\r\nContent-Length: 10\r\n\r\nnot found\n"),
        Case(
            "absolute form with a query alone", get("http://b?x"),
            "HTTP/1.1 404 Not Found\r\nContent-Length: 10\r\n\r\nnot found\n"),
        .refused("absolute form with user information", get("http://u@b/show"), "400 Bad Request", "malformed-target"),
        .refused("absolute form without a host", get("http:///show"), "400 Bad Request", "malformed-target"),
        .refused("a scheme that is not http", get("ftp://b/show"), "400 Bad Request", "malformed-target"),
        Case(
            "OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
            "HTTP/1.1 204 No Content\r\nAllow: GET, OPTIONS\r\n\r\n"),
        .refused("GET *", get("*"), "400 Bad Request", "malformed-target"),
    ]

    private static func host(_ lines: String, _ version: String = "1.1") -> String {
        "GET /show HTTP/\(version)\r\n\(lines)\r\n"
    }

    /// RFC 9112 §3.2.
    static let hosts: [Case] = [
        .understood("a host with a port", host("Host: a.example:8080\r\n"), as: "GET /show ?nil host=a.example:8080"),
        .understood("an IPv6 host", host("Host: [::1]:80\r\n"), as: "GET /show ?nil host=[::1]:80"),
        .refused("no Host", host(""), "400 Bad Request", "bad-host"),
        .refused("two equal Hosts", host("Host: a\r\nHost: a\r\n"), "400 Bad Request", "bad-host"),
        .refused("two Hosts", host("Host: a\r\nhost: b\r\n"), "400 Bad Request", "bad-host"),
        .refused("an empty Host", host("Host:\r\n"), "400 Bad Request", "bad-host"),
        .refused("a list of hosts", host("Host: a, b\r\n"), "400 Bad Request", "bad-host"),
        .refused("a host with user information", host("Host: u@a\r\n"), "400 Bad Request", "bad-host"),
        .refused("a host with a path", host("Host: a/b\r\n"), "400 Bad Request", "bad-host"),
        .refused("a port that is no number", host("Host: a:b\r\n"), "400 Bad Request", "bad-host"),
        .refused("an IPv6 host that does not close", host("Host: [::1\r\n"), "400 Bad Request", "bad-host"),
        .refused(
            "absolute form excuses no second Host", "GET http://b/show HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
            "400 Bad Request", "bad-host"),
        .understood("HTTP/1.0 needs no Host", host("", "1.0"), as: "GET /show ?nil host=nil", .closed),
    ]

    private static func field(_ lines: String) -> String { "GET /field HTTP/1.1\r\nHost: a\r\n\(lines)\r\n" }

    /// RFC 9112 §5, RFC 9110 §5.5.
    static let fields: [Case] = [
        .understood("names are compared without case", field("X: 1\r\n"), as: "[1]"),
        .understood("several fields of a name, in order", field("x: 1\r\nX: 2\r\n"), as: "[1|2]"),
        .understood("whitespace around a value is not part of it", field("x: \t 1 2 \t\r\n"), as: "[1 2]"),
        .understood("no space after the colon", field("x:1\r\n"), as: "[1]"),
        .understood("an empty value", field("x:\r\n"), as: "[]"),
        .understood("a value with a colon and quotes", field("x: a:\"b\"\r\n"), as: "[a:\"b\"]"),
        .understood("every tchar in a name", field("!#$%&'*+-.^_`|~09azAZ: 1\r\nx: 2\r\n"), as: "[2]"),
        .refused("a space before the colon", field("x : 1\r\n"), "400 Bad Request", "malformed-field"),
        .refused("a tab before the colon", field("x\t: 1\r\n"), "400 Bad Request", "malformed-field"),
        .refused("no colon", field("x\r\n"), "400 Bad Request", "malformed-field"),
        .refused("no name", field(": 1\r\n"), "400 Bad Request", "malformed-field"),
        .refused("a name with a bracket", field("x[0]: 1\r\n"), "400 Bad Request", "malformed-field"),
        .refused("a name beyond ASCII", field("ü: 1\r\n"), "400 Bad Request", "malformed-field"),
        .refused("a folded line", field("x: 1\r\n 2\r\n"), "400 Bad Request", "folded-field"),
        .refused("a line folded by a tab", field("x: 1\r\n\t2\r\n"), "400 Bad Request", "folded-field"),
        .refused(
            "whitespace before the first field", "GET /field HTTP/1.1\r\n Host: a\r\n\r\n", "400 Bad Request",
            "folded-field"),
        .refused("a NUL in a value", field("x: a\0b\r\n"), "400 Bad Request", "malformed-field"),
        .refused("a CR in a value", field("x: a\rb\r\n"), "400 Bad Request", "malformed-field"),
        .refused("a bare LF after a field", field("x: a\ny: b\r\n"), "400 Bad Request", "bare-line-feed"),
        .refused(
            "a bare LF as the end of the head", "GET /field HTTP/1.1\r\nHost: a\r\n\n", "400 Bad Request",
            "bare-line-feed"),
        .refused("a DEL in a value", field("x: a\u{7f}b\r\n"), "400 Bad Request", "malformed-field"),
        .understood("99 fields beside Host", field(String(repeating: "y: 1\r\n", count: 98) + "x: 1\r\n"), as: "[1]"),
        .refused(
            "100 fields beside Host", field(String(repeating: "y: 1\r\n", count: 100)),
            "431 Request Header Fields Too Large", "too-many-fields"),
        .refused(
            "a head of more than 16,384 bytes", field("x: " + String(repeating: "v", count: 16_400) + "\r\n"),
            "431 Request Header Fields Too Large", "header-too-large"),
    ]
}
