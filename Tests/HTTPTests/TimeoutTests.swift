import Glibc
import HTTP
import HTTPTestSupport
import Sockets
import Testing
import Threads

/// Slow clients in both directions: every wait of the server ends.
@Suite struct TimeoutTests {
    private static let refused =
        "HTTP/1.1 408 Request Timeout\r\nContent-Length: 15\r\nConnection: close\r\n\r\nheader-timeout\n"
    private static let post = "POST / HTTP/1.1\r\nHost: a\r\n"
    private let soon = ContinuousClock.Instant.now + .seconds(60)

    private static let read: @Sendable (Request) -> Response = { request in
        var count = 0
        while let bytes = try? request.body.next() { count += bytes.count }
        return .text("\(count)")
    }

    @Test func `a head that does not end is answered 408`() throws {
        try withServer([:], configure: { $0.headerTimeout = .milliseconds(150) }) { address in
            let connection = try RawConnection(address)
            try connection.send("GET / HTTP/1.1\r\nHost:")
            #expect(try connection.receiveAll() == Self.refused)
        }
    }

    @Test func `a head that comes in drops gains no time by them`() throws {
        try withServer([:], configure: { $0.headerTimeout = .milliseconds(300) }) { address in
            let connection = try RawConnection(address)
            try connection.send("GET / HTTP/1.1\r\nHost: a\r\n")
            let start = ContinuousClock.now
            let dripping = NamedThread("dripping") {
                while (try? connection.send("x: y\r\n")) != nil, ContinuousClock.now - start < .seconds(10) {
                    usleep(20_000)
                }
            }
            let answer = try connection.receiveAll()
            #expect(answer == Self.refused)
            #expect(ContinuousClock.now - start < .seconds(5))
            connection.socket.shutdown()
            dripping.join()
        }
    }

    @Test func `a connection without a request is closed`() throws {
        try withServer([:], configure: { $0.headerTimeout = .milliseconds(100) }) { address in
            let connection = try RawConnection(address)
            #expect(connection.isClosed())
        }
    }

    @Test(arguments: [false, true])
    func `an idle connection is closed`(worker: Bool) throws {
        let route: Dispatch = worker ? .worker { _ in .text("") } : .loop { _ in .text("") }
        try withServer(["/": route], configure: { $0.idleTimeout = .milliseconds(100) }) { address in
            let connection = try RawConnection(address)
            let start = ContinuousClock.now
            try connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try connection.receiveAll() == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            #expect(ContinuousClock.now - start < .seconds(5))
        }
    }

    @Test(arguments: [false, true], ["1", String(repeating: "x", count: 70_000)])
    func `a body that does not end is answered 408`(worker: Bool, part: String) throws {
        let route = Dispatch(execution: worker ? .worker : .loop, bodyLimit: 1_000_000, respond: Self.read)
        try withServer(["/": route], configure: { $0.bodyTimeout = .milliseconds(150) }) { address in
            let connection = try RawConnection(address)
            try connection.send("\(Self.post)Content-Length: 100000\r\n\r\n\(part)")
            #expect(
                try connection.receiveAll()
                    == "HTTP/1.1 408 Request Timeout\r\nContent-Length: 13\r\nConnection: close\r\n\r\nbody-timeout\n")
        }
    }

    @Test(arguments: [false, true])
    func `a peer that takes nothing of its answer is cut off`(worker: Bool) throws {
        let answer = Response(body: .bytes([UInt8](repeating: 1, count: 50_000_000)))
        let route: Dispatch = worker ? .worker { _ in answer } : .loop { _ in answer }
        try withServer(["/": route], configure: { $0.writeTimeout = .milliseconds(200) }) { address in
            let connection = try RawConnection(address)
            try connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            // A reset is seen by writing, without taking anything of the answer.
            while (try? connection.send("x")) != nil && ContinuousClock.now < soon { usleep(10_000) }
            var received = 0
            while let bytes = try? connection.socket.read(upTo: 1 << 20, deadline: soon), !bytes.isEmpty {
                received += bytes.count
            }
            #expect(received < 50_000_000)
        }
    }

    @Test func `a stream to a peer that takes nothing ends with ConnectionLost`() throws {
        let failure = Signal<String?>(nil)
        let route = Dispatch.worker { _ in
            Response(
                body: .stream { writer in
                    do { while true { try writer.write([UInt8](repeating: 1, count: 100_000)) } } catch {
                        failure.update { $0 = "\(error)" }
                        throw error
                    }
                })
        }
        try withServer(["/": route], configure: { $0.writeTimeout = .milliseconds(200) }) { address in
            let connection = try RawConnection(address)
            try connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(failure.wait(until: soon) { $0 } == "ConnectionLost()")
        }
    }
}
