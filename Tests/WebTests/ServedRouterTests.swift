import HTTP
import HTTPTestSupport
import JSON
import Sockets
import Testing

@testable import Web

/// The router behind the real server: what both have to agree on.
@Suite struct ServedRouterTests {
    private func fixture() throws -> RouterFixture {
        try RouterFixture([
            Route(.get, "/stream", summary: "") { _ in
                .jsonStream("e") { emit in
                    for number in 0..<3 { try emit { $0.value(number) } }
                }
            },
            Route(.get, "/away", summary: "") { _ in
                .jsonStream("e") { emit in
                    try emit { $0.value("gathered, not sent") }
                    throw Problem(.serviceUnavailable, code: "database-away", detail: "It is away.")
                }
            },
            Route(.get, "/cut", summary: "") { _ in
                .jsonStream("e") { emit in
                    for _ in 0..<3 { try emit { $0.value(String(repeating: "x", count: 16_384)) } }
                    throw Problem(.serviceUnavailable, code: "database-away", detail: "It is away.")
                }
            },
            Route(.post, "/c", summary: "", bodyLimit: 20) { .json(.ok, try $0.body(String.self)) },
            Route(.delete, "/c", summary: "") { _ in Response(.noContent) },
        ])
    }

    /// What the server answers to the requests, all sent at once on one connection that the last of them closes.
    private func answers(to requests: [String]) throws -> String {
        let server = Server(
            configuration: ServerConfiguration(address: .loopback(port: 0), workers: 2), handler: try fixture().router,
            logger: quietLogger())
        try server.start()
        defer { server.stop(by: .now + .seconds(5)) }
        let connection = try RawConnection(try #require(server.boundAddress))
        for (index, request) in requests.enumerated() {
            let close = index == requests.count - 1 ? "Connection: close\r\n" : ""
            let parts = request.split(separator: "|", omittingEmptySubsequences: false)
            let length = parts.count > 1 ? "Content-Length: \(parts[1].utf8.count)\r\n" : ""
            try connection.send(
                "\(parts[0]) HTTP/1.1\r\nHost: a\r\nX-Request-ID: i\r\n\(close)\(length)\r\n"
                    + (parts.count > 1 ? String(parts[1]) : ""))
        }
        return try connection.receiveAll()
    }

    @Test func `answers of every kind on one connection`() throws {
        let text = try answers(to: [
            "GET /stream", "HEAD /stream", "GET /away", #"POST /c|"hello""#, "DELETE /c|ignored", "POST /nope|{}",
            "OPTIONS *", "GET /stream/",
        ])
        let heads = text.matches(of: /HTTP\/1\.1 (\d+ [A-Za-z ]+)\r\n/).map { String($0.1) }
        #expect(
            heads == [
                "200 OK", "200 OK", "503 Service Unavailable", "200 OK", "204 No Content", "404 Not Found", "200 OK",
                "200 OK",
            ])
        #expect(text.matches(of: #/{"e":\[0,1,2\]}/#).count == 2)
        #expect(text.contains(#""code":"database-away""#))
        #expect(!text.contains("gathered"))
        #expect(text.contains("Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n"))
    }

    @Test func `an answer that breaks off is not whole`() throws {
        // The connection is cut, or closed without the last chunk.
        let text = try? answers(to: ["GET /cut"])
        #expect(text?.hasSuffix("0\r\n\r\n") != true)
    }

    @Test func `a body beyond the limit is told the limit`() throws {
        let text = try answers(to: ["POST /c|\(String(repeating: "x", count: 21))"])
        #expect(text.hasPrefix("HTTP/1.1 413 Content Too Large\r\n"))
        #expect(text.contains(#""detail":"The body is larger than the limit of 20 bytes.""#))
    }
}
