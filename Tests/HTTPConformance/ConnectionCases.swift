extension Case {
    private static func get(_ path: String, _ fields: String = "", _ version: String = "1.1", method: String = "GET")
        -> String
    {
        "\(method) \(path) HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n"
    }
    private static let shown = "GET /show ?nil host=a"
    private static let keptAlive =
        "HTTP/1.1 200 OK\r\nContent-Length: 21\r\nConnection: keep-alive\r\n\r\n" + shown

    /// RFC 9112 §9.
    static let connections: [Case] = [
        .understood("Connection: close", get("/show", "Connection: close\r\n"), as: shown, .closed),
        .understood("close within a list", get("/show", "Connection: te , Close\r\n"), as: shown, .closed),
        .understood(
            "close on the second of two lines", get("/show", "Connection: te\r\nConnection: close\r\n"), as: shown,
            .closed),
        .understood("a token that only starts like close", get("/show", "Connection: closed\r\n"), as: shown),
        .understood("HTTP/1.1 stays open by itself", get("/show"), as: shown),
        .understood("HTTP/1.0 closes by itself", get("/show", "", "1.0"), as: shown, .closed),
        Case("HTTP/1.0 with keep-alive stays open", get("/show", "Connection: Keep-Alive\r\n", "1.0"), keptAlive),
        .understood(
            "close wins over keep-alive", get("/show", "Connection: keep-alive, close\r\n", "1.0"), as: shown, .closed),
        Case(
            "the handler closes", get("/close"), "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            .closed),
        Case(
            "three requests in one write", get("/show") + get("/none") + get("/field"),
            ok(shown) + "HTTP/1.1 204 No Content\r\n\r\n" + ok("[]")),
        Case(
            "pipelined requests for loop and workers, in order",
            get("/show") + get("/worker") + get("/loop") + get("/worker", "Content-Length: 2\r\n") + "hi"
                + get("/show"),
            ok(shown) + ok("") + ok("") + ok("hi") + ok(shown)),
        Case(
            "a hundred pipelined requests", String(repeating: get("/field"), count: 100),
            String(repeating: ok("[]"), count: 100)),
        Case(
            "a fault after a good request", get("/show") + "nonsense\r\n",
            ok(shown) + refused("", "", "400 Bad Request", "malformed-request-line").output, .closed),
        Case(
            "a fault after a request for a worker", get("/worker") + "nonsense\r\n",
            ok("") + refused("", "", "400 Bad Request", "malformed-request-line").output, .closed),
    ]

    private static let streamed = "3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"

    /// RFC 9112 §6.3, RFC 9110 §6.4.1, §8.6, §9.3.2.
    static let answers: [Case] = [
        Case(
            "HEAD has the length and no body", get("/show", method: "HEAD"),
            "HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n"),
        Case("HEAD on a worker", get("/worker", method: "HEAD"), "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        Case("HEAD of a stream", get("/stream", method: "HEAD"), "HTTP/1.1 200 OK\r\n\r\n"),
        Case(
            "HEAD that is refused", get("/show", "x : 1\r\n", method: "HEAD"),
            "HTTP/1.1 400 Bad Request\r\nContent-Length: 16\r\nConnection: close\r\n\r\n", .closed),
        Case("204 has neither body nor length", get("/none"), "HTTP/1.1 204 No Content\r\n\r\n"),
        Case("304 has neither body nor length", get("/unchanged"), "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n"),
        Case("a stream is chunked", get("/stream"), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + streamed),
        Case(
            "a stream before a pipelined request", get("/stream") + get("/show"),
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + streamed + ok(shown)),
        Case(
            "a stream to HTTP/1.0 ends with the connection", get("/stream", "", "1.0"),
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nonetwo", .closed),
        Case(
            "a stream to HTTP/1.0 that would stay", get("/stream", "Connection: keep-alive\r\n", "1.0"),
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nonetwo", .closed),
        Case("an unknown path", get("/nowhere"), "HTTP/1.1 404 Not Found\r\nContent-Length: 10\r\n\r\nnot found\n"),
    ]
}
