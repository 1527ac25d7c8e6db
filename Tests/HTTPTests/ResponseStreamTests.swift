import Foundation
import HTTP
import HTTPTestSupport
import Sockets
import Synchronization
import Testing
import Threads

@Suite struct ResponseStreamTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    private let soon = ContinuousClock.Instant.now + .seconds(60)

    private func stream(_ write: @escaping @Sendable (any ResponseBodyWriter) throws -> Void) -> Dispatch {
        .worker { _ in Response(body: .stream(write)) }
    }

    @Test func `small pieces are gathered into chunks of 16 KiB`() throws {
        let route = stream { for _ in 0..<40_000 { try $0.write([0x61]) } }
        try withServer(["/": route]) { address in
            let connection = try RawConnection(address)
            try connection.send(Self.get)
            let full = "4000\r\n" + String(repeating: "a", count: 16384) + "\r\n"
            #expect(
                try connection.receive() == "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(full)\(full)"
                    + "1c40\r\n" + String(repeating: "a", count: 7232) + "\r\n0\r\n\r\n")
        }
    }

    @Test func `a stream that ends before anything was sent has a length`() throws {
        try withServer(["/": stream { try $0.write(Array("short".utf8)) }, "/e": stream { _ in }]) { address in
            let connection = try RawConnection(address)
            try connection.send(Self.get)
            #expect(try connection.receive() == "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nshort")
            try connection.send("GET /e HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try connection.receive() == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
    }

    @Test func `a flush sends what is there while the stream goes on`() throws {
        let gate = Signal(false)
        let route = stream { writer in
            try writer.write(Array("first".utf8))
            try writer.flush()
            _ = gate.wait(until: nil) { $0 ? true : nil }
        }
        try withServer(["/": route]) { address in
            let connection = try RawConnection(address)
            try connection.send(Self.get)
            var text = ""
            while !text.hasSuffix("5\r\nfirst\r\n") {
                text += String(decoding: try connection.socket.read(upTo: 100, deadline: soon), as: UTF8.self)
            }
            gate.update { $0 = true }
            #expect(try connection.socket.read(upTo: 100, deadline: soon) == Array("0\r\n\r\n".utf8))
        }
    }

    @Test func `a route on the loop streams on a worker`() throws {
        let route = Dispatch.loop { _ in
            Response(
                body: .stream { writer in
                    try writer.write(
                        Array(String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8).utf8))
                })
        }
        try withServer(["/": route]) { address in
            let connection = try RawConnection(address)
            try connection.send(Self.get)
            #expect(try connection.receive().contains("\r\n\r\nhttp-worker-"))
        }
    }

    private struct Broken: Error {}

    @Test func `a stream that fails after its first byte is cut, never ended`() throws {
        let route = stream { writer in
            try writer.write(Array("half".utf8))
            try writer.flush()
            throw Broken()
        }
        try withServer(["/": route]) { address in
            for version in ["1.1", "1.0"] {
                let connection = try RawConnection(address)
                try connection.send("GET / HTTP/\(version)\r\nHost: a\r\n\r\n")
                #expect(throws: SocketError(call: "recv", code: ECONNRESET)) { _ = try connection.receiveAll() }
            }
        }
    }

    @Test func `a stream that fails before its first byte is a 500`() throws {
        let route = stream { writer in
            try writer.write(Array("nobody sees this".utf8))
            throw Broken()
        }
        try withServer(["/": route]) { address in
            let connection = try RawConnection(address)
            try connection.send(Self.get)
            #expect(
                try connection.receive()
                    == "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 15\r\n\r\ninternal-error\n")
        }
    }

    @Test func `a client that does not read slows the stream down, and gets all of it`() throws {
        let written = Atomic(0)
        let size = 100_000_000
        let piece = [UInt8](repeating: 0x62, count: 100_000)
        let route = Dispatch.worker { _ in
            Response(
                body: .stream { writer in
                    for _ in 0..<(size / piece.count) {
                        try writer.write(piece)
                        written.add(piece.count, ordering: .relaxed)
                    }
                })
        }
        try withServer(["/": route]) { address in
            let connection = try RawConnection(address)
            try connection.send("GET / HTTP/1.0\r\n\r\n")
            var last = -1
            while last != written.load(ordering: .relaxed) {
                last = written.load(ordering: .relaxed)
                Thread.sleep(forTimeInterval: 0.2)
            }
            #expect(last < size / 2)
            var received = 0
            while case let bytes = try connection.socket.read(upTo: 1 << 20, deadline: soon), !bytes.isEmpty {
                received += bytes.count
            }
            #expect(received > size && received < size + 200)
        }
    }

    @Test func `a client that is gone ends the stream`() throws {
        let failure = Signal<String?>(nil)
        let route = stream { writer in
            do { while true { try writer.write([UInt8](repeating: 1, count: 100_000)) } } catch {
                failure.update { $0 = "\(error)" }
                throw error
            }
        }
        try withServer(["/": route]) { address in
            do {
                let connection = try RawConnection(address)
                try connection.send(Self.get)
                _ = try connection.socket.read(upTo: 10, deadline: soon)
            }
            #expect(failure.wait(until: soon) { $0 } == "ConnectionLost()")
        }
    }
}
