import Glibc
import Sockets
import Testing
import Threads

@Suite struct SocketTests {
    private let soon = ContinuousClock.Instant.now + .seconds(60)

    @Test func `bytes go both ways, and the end of a stream is 0 bytes`() throws {
        let pair = try Pair(deadline: soon)
        try pair.client.write(Array("ping".utf8), deadline: soon)
        #expect(try pair.server.read(upTo: 100, deadline: soon) == Array("ping".utf8))
        try pair.server.write(Array("pong".utf8), deadline: soon)
        #expect(try pair.client.read(upTo: 2, deadline: soon) == Array("po".utf8))
        #expect(try pair.client.read(upTo: 2, deadline: soon) == Array("ng".utf8))
        pair.client.shutdownWrite()
        #expect(try pair.server.read(upTo: 1, deadline: soon) == [])
    }

    @Test func `each end knows both addresses`() throws {
        let pair = try Pair(deadline: soon)
        #expect(try pair.client.peerAddress() == pair.server.localAddress())
        #expect(try pair.server.peerAddress() == pair.client.localAddress())
    }

    @Test func `a read ends at its deadline with ETIMEDOUT`() throws {
        let pair = try Pair(deadline: soon)
        let start = ContinuousClock.now
        #expect(throws: SocketError(call: "recv", code: ETIMEDOUT)) {
            _ = try pair.client.read(upTo: 1, deadline: start + .milliseconds(40))
        }
        #expect(ContinuousClock.now - start >= .milliseconds(40))
    }

    @Test func `a write to a peer that does not read ends at its deadline with ETIMEDOUT`() throws {
        let pair = try Pair(deadline: soon)
        #expect(throws: SocketError(call: "send", code: ETIMEDOUT)) {
            try pair.client.write([UInt8](repeating: 0, count: 64 << 20), deadline: .now + .milliseconds(100))
        }
    }

    @Test func `a write larger than the system's buffers arrives whole`() throws {
        let pair = try Pair(deadline: soon)
        let sent = (0..<(8 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let deadline = soon
        let writer = NamedThread("writer") {
            try? pair.client.write(sent, deadline: deadline)
            pair.client.shutdownWrite()
        }
        var received: [UInt8] = []
        while case let chunk = try pair.server.read(upTo: 1 << 16, deadline: soon), !chunk.isEmpty {
            received += chunk
        }
        writer.join()
        #expect(received == sent)
    }

    @Test func `shutdown wakes a thread that reads`() throws {
        let pair = try Pair(deadline: soon)
        let result = Signal<[UInt8]?>(nil)
        let deadline = soon
        let reader = NamedThread("reader") {
            let bytes = try? pair.client.read(upTo: 1, deadline: deadline)
            result.update { $0 = bytes ?? [1] }
        }
        pair.client.shutdown()
        #expect(result.wait(until: soon) { $0 } == [])
        reader.join()
    }

    @Test func `accept ends at its deadline with nothing`() throws {
        let listener = try Socket.listening(on: .loopback(port: 0))
        let none = try listener.accept(deadline: .now + .milliseconds(20)) == nil
        #expect(none)
    }

    @Test func `connecting to a port where nobody listens is refused`() throws {
        let free = try Socket.listening(on: .loopback(port: 0)).localAddress()
        #expect(throws: SocketError(call: "connect", code: ECONNREFUSED)) {
            _ = try Socket.connected(to: free, deadline: soon)
        }
    }

    @Test func `a port is taken once, unless both sockets share it`() throws {
        let first = try Socket.listening(on: .loopback(port: 0))
        let taken = try first.localAddress()
        #expect(throws: SocketError(call: "bind", code: EADDRINUSE)) { _ = try Socket.listening(on: taken) }
        let shared = try Socket.listening(on: .loopback(port: 0), reusePort: true)
        _ = try Socket.listening(on: shared.localAddress(), reusePort: true)
    }

    @Test func `a socket closes its descriptor once, and one that was released does not`() throws {
        let released = try Socket.listening(on: .loopback(port: 0)).release()
        #expect(fcntl(released, F_GETFD) == FD_CLOEXEC)
        #expect(close(released) == 0)
        let listener = try Socket.listening(on: .loopback(port: 0))
        do { _ = try Socket.connected(to: listener.localAddress(), deadline: soon) }
        let end = try listener.accept(deadline: soon)?.read(upTo: 1, deadline: soon)
        #expect(end == [])
    }
}

/// A connection over loopback, both ends of it, for the threads of one test.
private final class Pair: Sendable {
    let client: Socket
    let server: Socket

    init(deadline: ContinuousClock.Instant) throws {
        let listener = try Socket.listening(on: .loopback(port: 0))
        client = try Socket.connected(to: listener.localAddress(), deadline: deadline)
        guard let accepted = try listener.accept(deadline: deadline) else {
            throw SocketError(call: "accept", code: ETIMEDOUT)
        }
        server = accepted
    }
}
