extension Case {
    private static func post(_ fields: String, _ body: String, path: String = "/worker", version: String = "1.1")
        -> String
    {
        "POST \(path) HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n\(body)"
    }

    /// RFC 9112 §6.
    static let framing: [Case] = [
        .understood("a body of known length, on a worker", post("Content-Length: 5\r\n", "hello"), as: "hello"),
        .understood(
            "a body of known length, on the loop", post("Content-Length: 5\r\n", "hello", path: "/loop"), as: "hello"),
        .understood("no body without length and coding", post("", ""), as: ""),
        .understood("a length of 0", post("Content-Length: 0\r\n", ""), as: ""),
        .understood("leading zeros in a length", post("Content-Length: 005\r\n", "hello"), as: "hello"),
        .understood(
            "a body with GET", "GET /show HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi",
            as: "GET /show ?nil host=a body=hi"),
        .understood(
            "a body that looks like a request", post("Content-Length: 19\r\n", "GET / HTTP/1.1\r\n\r\nx"),
            as: "GET / HTTP/1.1\r\n\r\nx"),
        .refused(
            "two equal lengths", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), "400 Bad Request",
            "ambiguous-framing"),
        .refused(
            "two lengths", post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello"), "400 Bad Request",
            "ambiguous-framing"),
        .refused(
            "a list of lengths", post("Content-Length: 5, 5\r\n", "hello"), "400 Bad Request", "bad-content-length"),
        .refused(
            "a length with a sign", post("Content-Length: +5\r\n", "hello"), "400 Bad Request", "bad-content-length"),
        .refused("a negative length", post("Content-Length: -1\r\n", ""), "400 Bad Request", "bad-content-length"),
        .refused("an empty length", post("Content-Length:\r\n", ""), "400 Bad Request", "bad-content-length"),
        .refused("a length in hex", post("Content-Length: 0x5\r\n", "hello"), "400 Bad Request", "bad-content-length"),
        .refused(
            "a length with a space inside", post("Content-Length: 1 0\r\n", "hello"), "400 Bad Request",
            "bad-content-length"),
        .refused(
            "a length beyond 64 bits", post("Content-Length: 18446744073709551621\r\n", "hello"), "400 Bad Request",
            "bad-content-length"),
        .refused(
            "a length beyond the limit", post("Content-Length: 101\r\n", ""), "413 Content Too Large", "body-too-large"),
        .refused(
            "a length beyond the limit, with the body",
            post("Content-Length: 101\r\n", String(repeating: "x", count: 101)), "413 Content Too Large",
            "body-too-large"),
        .understood(
            "a length at the limit", post("Content-Length: 100\r\n", String(repeating: "x", count: 100)),
            as: String(repeating: "x", count: 100)),
        .refused(
            "both length and coding", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
            "400 Bad Request", "ambiguous-framing"),
        .refused(
            "both coding and length", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
            "400 Bad Request", "ambiguous-framing"),
        .refused(
            "a coding in HTTP/1.0", post("Transfer-Encoding: chunked\r\n", "0\r\n\r\n", version: "1.0"),
            "400 Bad Request", "ambiguous-framing"),
        .refused(
            "a coding that is not chunked", post("Transfer-Encoding: gzip\r\n", ""), "400 Bad Request",
            "ambiguous-framing"),
        .refused("identity", post("Transfer-Encoding: identity\r\n", ""), "400 Bad Request", "ambiguous-framing"),
        .refused(
            "gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), "501 Not Implemented",
            "unsupported-transfer-coding"),
        .refused(
            "chunked, gzip", post("Transfer-Encoding: chunked, gzip\r\n", "0\r\n\r\n"), "400 Bad Request",
            "ambiguous-framing"),
        .refused(
            "chunked, chunked", post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"), "400 Bad Request",
            "ambiguous-framing"),
        .refused(
            "chunked on two lines", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
            "400 Bad Request", "ambiguous-framing"),
        .refused(
            "chunked with a parameter", post("Transfer-Encoding: chunked;q=1\r\n", "0\r\n\r\n"), "400 Bad Request",
            "ambiguous-framing"),
        .refused(
            "xchunked", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), "400 Bad Request", "ambiguous-framing"),
        .refused(
            "a coding in quotes", post("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n"), "400 Bad Request",
            "ambiguous-framing"),
        .refused(
            "a coding after a vertical tab", post("Transfer-Encoding: \u{b}chunked\r\n", "0\r\n\r\n"),
            "400 Bad Request", "malformed-field"),
        .refused("an empty coding", post("Transfer-Encoding:\r\n", ""), "400 Bad Request", "ambiguous-framing"),
        .refused(
            "a coding whose name has a space", post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"), "400 Bad Request",
            "malformed-field"),
    ]

    private static func chunks(_ body: String, path: String = "/worker") -> String {
        post("Transfer-Encoding: chunked\r\n", body, path: path)
    }

    /// RFC 9112 §7.1.
    static let chunked: [Case] = [
        .understood("chunks, on a worker", chunks("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), as: "abcde"),
        .understood("chunks, on the loop", chunks("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", path: "/loop"), as: "abcde"),
        .understood(
            "the coding's name in capitals", post("Transfer-Encoding: CHUNKED\r\n", "1\r\na\r\n0\r\n\r\n"), as: "a"),
        .understood("no chunk but the last", chunks("0\r\n\r\n"), as: ""),
        .understood(
            "hex in both cases", chunks("a\r\n0123456789\r\nB\r\n0123456789a\r\n0\r\n\r\n"), as: "01234567890123456789a"
        ),
        .understood("leading zeros in a size", chunks("0003\r\nabc\r\n000\r\n\r\n"), as: "abc"),
        .understood("extensions", chunks("3;a=b;c=\"d;e\"\r\nabc\r\n0;last\r\n\r\n"), as: "abc"),
        .understood("trailer fields", chunks("1\r\na\r\n0\r\nX: 1\r\nContent-Length: 50\r\n\r\n"), as: "a"),
        .understood("a chunk that holds chunks", chunks("5\r\n0\r\n\r\n\r\n0\r\n\r\n"), as: "0\r\n\r\n"),
        .refused(
            "chunks beyond the limit",
            chunks("64\r\n" + String(repeating: "x", count: 100) + "\r\n1\r\nx\r\n0\r\n\r\n"), "413 Content Too Large",
            "body-too-large"),
        .refused("no size", chunks("\r\nabc\r\n0\r\n\r\n"), "400 Bad Request", "malformed-chunk"),
        .refused("a size that is no hex", chunks("g\r\n"), "400 Bad Request", "malformed-chunk"),
        .refused("a size with 0x", chunks("0x3\r\nabc\r\n0\r\n\r\n"), "400 Bad Request", "malformed-chunk"),
        .refused("a negative size", chunks("-1\r\n"), "400 Bad Request", "malformed-chunk"),
        .refused("a size of 16 digits", chunks("1000000000000000\r\n"), "400 Bad Request", "malformed-chunk"),
        .refused(
            "a size that would wrap around", chunks("ffffffffffffffff1\r\n"), "400 Bad Request", "malformed-chunk"),
        .refused("a space before the size", chunks(" 3\r\nabc\r\n0\r\n\r\n"), "400 Bad Request", "malformed-chunk"),
        .refused("a space after the size", chunks("3 \r\nabc\r\n0\r\n\r\n"), "400 Bad Request", "malformed-chunk"),
        .refused("a bare LF after the size", chunks("3\nabc\r\n0\r\n\r\n"), "400 Bad Request", "malformed-chunk"),
        .refused("a bare LF in an extension", chunks("3;a\nabc\r\n0\r\n\r\n"), "400 Bad Request", "malformed-chunk"),
        .refused(
            "a bare CR in an extension", chunks("3;a\rb\r\nabc\r\n0\r\n\r\n"), "400 Bad Request", "malformed-chunk"),
        .refused(
            "a chunk longer than its size", chunks("3\r\nabcd\r\n0\r\n\r\n"), "400 Bad Request", "malformed-chunk"),
        .refused("a chunk that a bare LF ends", chunks("3\r\nabc\n0\r\n\r\n"), "400 Bad Request", "malformed-chunk"),
        .refused(
            "extensions without end", chunks("1;" + String(repeating: "x", count: 8193) + "\r\na\r\n0\r\n\r\n"),
            "413 Content Too Large", "chunk-overhead"),
        .refused(
            "trailers without end", chunks("0\r\nx: " + String(repeating: "x", count: 8193) + "\r\n\r\n"),
            "431 Request Header Fields Too Large", "chunk-overhead"),
        .refused("a trailer without a colon", chunks("0\r\nx\r\n\r\n"), "400 Bad Request", "malformed-chunk"),
        .refused(
            "a trailer with a space in its name", chunks("0\r\nx y: 1\r\n\r\n"), "400 Bad Request", "malformed-chunk"),
        .refused("a folded trailer", chunks("0\r\nx: 1\r\n 2\r\n\r\n"), "400 Bad Request", "malformed-chunk"),
        .refused("a bare LF as the end", chunks("0\r\n\n"), "400 Bad Request", "malformed-chunk"),
    ]

    /// RFC 9110 §10.1.1. The body follows at once here; ServerTests has a client that waits.
    static let expectations: [Case] = [
        .refused(
            "an expectation that is unknown", post("Expect: 200-ok\r\nContent-Length: 1\r\n", "a"),
            "417 Expectation Failed", "unknown-expectation"),
        .refused(
            "100-continue for a body that is too large", post("Expect: 100-continue\r\nContent-Length: 101\r\n", ""),
            "413 Content Too Large", "body-too-large"),
        .understood("100-continue without a body", post("Expect: 100-continue\r\n", ""), as: ""),
        .understood(
            "100-continue in HTTP/1.0 is ignored",
            post("Expect: 100-continue\r\nContent-Length: 1\r\n", "a", version: "1.0"), as: "a", .closed),
    ]
}
