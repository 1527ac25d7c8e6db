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
}
