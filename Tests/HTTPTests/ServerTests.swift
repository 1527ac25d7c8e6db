import Foundation
import HTTP
import HTTPTestSupport
import Sockets
import Testing
import Threads

@Suite struct ServerTests {
    /// Who answers: the loop's thread or a worker's.
    private static let thread: @Sendable (Request) -> Response = { _ in
        .text((try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)) ?? "no name")
    }
    private static let echo: @Sendable (Request) -> Response = { request in
        Response(body: .bytes((try? request.body.collect(limit: 10_000_000)) ?? []))
    }

    @Test func `a route answers on the loop or on a worker, as it was dispatched`() throws {
        try withServer(["/loop": .loop(Self.thread), "/worker": .worker(Self.thread)]) { address in
            let connection = try RawConnection(address)
            try connection.send("GET /loop HTTP/1.1\r\nHost: test\r\n\r\n")
            #expect(try connection.receive().contains("\r\n\r\nhttp-loop-"))
            try connection.send("GET /worker HTTP/1.1\r\nHost: test\r\n\r\n")
            #expect(try connection.receive().contains("\r\n\r\nhttp-worker-"))
        }
    }

    @Test(arguments: ["/loop", "/worker"])
    func `bodies come whole, and the connection stays for the next request`(path: String) throws {
        try withServer([
            "/loop": .loop(bodyLimit: 1000, Self.echo), "/worker": .worker(bodyLimit: 1000, Self.echo),
        ]) { address in
            let connection = try RawConnection(address)
            for body in ["", "a", String(repeating: "b", count: 1000)] {
                try connection.send(
                    "POST \(path) HTTP/1.1\r\nHost: test\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
                #expect(
                    try connection.receive() == "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
                try connection.send("POST \(path) HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n")
                for byte in body.prefix(20) { try connection.send("1\r\n\(byte)\r\n") }
                try connection.send("0\r\n\r\n")
                #expect(
                    try connection.receive()
                        == "HTTP/1.1 200 OK\r\nContent-Length: \(min(20, body.utf8.count))\r\n\r\n\(body.prefix(20))")
            }
        }
    }

    @Test(arguments: ["/loop", "/worker"])
    func `a client that has closed its side still gets its answer`(path: String) throws {
        try withServer(["/loop": .loop(Self.echo), "/worker": .worker(Self.echo)]) { address in
            let connection = try RawConnection(address)
            try connection.send("GET \(path) HTTP/1.1\r\nHost: test\r\n\r\n")
            connection.socket.shutdownWrite()
            #expect(try connection.receiveAll() == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
    }

    @Test func `a handler is told who asks, and by which path`() throws {
        let route = Dispatch.loop { request in
            .text("\(request.head.remoteAddress) \(request.head.method.rawValue) \(request.head.path)")
        }
        try withServer(["/a%20b": route]) { address in
            let connection = try RawConnection(address)
            try connection.send("GET /a%20b HTTP/1.1\r\nHost: test\r\n\r\n")
            #expect(try connection.receive().hasSuffix("\r\n\r\n127.0.0.1 GET /a%20b"))
        }
    }

    /// Shows all of a refusal.
    private struct Telling: RequestHandler {
        func dispatch(_ head: RequestHead) -> Dispatch { .worker(bodyLimit: 70_000) { _ in .text("never") } }
        func response(to rejection: Rejection) -> Response {
            .text("\(rejection.path ?? "no path"): \(rejection.code): \(rejection.detail)", rejection.status)
        }
    }

    @Test(arguments: [
        (
            "POST /big HTTP/1.1\r\nHost: a\r\nContent-Length: 70001\r\n\r\n",
            "/big: body-too-large: The request's body is larger than this resource takes. The limit is 70000 bytes."
        ),
        (
            "GET /\(String(repeating: "x", count: 8192)) HTTP/1.1\r\n",
            "no path: target-too-long: The request target is too long. The limit is 8192 bytes."
        ),
        (
            "GET /many HTTP/1.1\r\n\(String(repeating: "x: y\r\n", count: 101))",
            "/many: too-many-fields: The request has too many header fields. The limit is 100."
        ),
        (
            "GET /fat HTTP/1.1\r\nx: \(String(repeating: "y", count: 16_384))",
            "/fat: header-too-large: The request's header is too large. The limit is 16384 bytes."
        ),
    ])
    func `a refusal names the path and the limit`(request: String, answer: String) throws {
        let server = Server(
            configuration: ServerConfiguration(address: .loopback(port: 0), workers: 1), handler: Telling(),
            logger: quietLogger())
        try server.start()
        defer { server.stop(by: .now + .seconds(5)) }
        let connection = try RawConnection(server.boundAddress!)
        try connection.send(request)
        #expect(try connection.receiveAll().hasSuffix("\r\n\r\n\(answer)"))
    }
}
