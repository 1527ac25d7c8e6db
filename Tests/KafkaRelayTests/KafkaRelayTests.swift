import Foundation
import KafkaRelay
import Sockets
import StructuredLogging
import Testing
import Threads

struct KafkaRelayTests {
    @Test func `bytes of any kind go through both ways and closes follow them`() throws {
        let echo = try EchoServer()
        let relay = try started(before: echo)
        defer { relay.stop(by: .soon) }
        let client = Shared(try connect(relay))
        let bytes = (0..<3_000_000).map { _ in UInt8.random(in: .min ... .max) }
        let writer = NamedThread("writer") {
            try? client.socket.write(bytes, deadline: .soon)
            client.socket.shutdownWrite()
        }
        #expect(try readAll(client.socket) == bytes)
        writer.join()
    }

    @Test(arguments: 1...7)
    func `a broker that closes in the middle of a frame leaves nothing behind in the relay`(count: Int) throws {
        let echo = try EchoServer()
        let relay = try started(before: echo)
        defer { relay.stop(by: .soon) }
        let client = try connect(relay)
        try client.write(Array(frame(1).prefix(count)), deadline: .soon)
        client.shutdownWrite()
        #expect(try readAll(client) == Array(frame(1).prefix(count)))
    }

    @Test func `a cut ends connections, and the next one works`() throws {
        let echo = try EchoServer()
        let relay = try started(before: echo)
        defer { relay.stop(by: .soon) }
        let first = try connect(relay)
        try first.write(frame(1), deadline: .soon)
        #expect(try first.read(upTo: 10, deadline: .soon) == frame(1))
        relay.cutConnections()
        #expect((try? first.read(upTo: 10, deadline: .soon)) ?? [] == [])
        let second = try connect(relay)
        try second.write(frame(2), deadline: .soon)
        #expect(try second.read(upTo: 10, deadline: .soon) == frame(2))
    }

    @Test func `frozen bytes wait and arrive after all`() throws {
        let echo = try EchoServer()
        let relay = try started(before: echo)
        defer { relay.stop(by: .soon) }
        let client = try connect(relay)
        try client.write(frame(1), deadline: .soon)
        #expect(try client.read(upTo: 10, deadline: .soon) == frame(1))
        relay.setFrozen(true)
        try client.write(frame(2), deadline: .soon)
        #expect(throws: SocketError.self) { try client.read(upTo: 10, deadline: .now + .milliseconds(200)) }
        relay.setFrozen(false)
        #expect(try client.read(upTo: 10, deadline: .soon) == frame(2))
    }

    @Test func `a refused connection closes while the others go on`() throws {
        let echo = try EchoServer()
        let relay = try started(before: echo)
        defer { relay.stop(by: .soon) }
        let client = try connect(relay)
        try client.write(frame(1), deadline: .soon)
        #expect(try client.read(upTo: 10, deadline: .soon) == frame(1))
        relay.setRefusing(true)
        let refused = try connect(relay)
        #expect((try? refused.read(upTo: 10, deadline: .soon)) ?? [] == [])
        try client.write(frame(2), deadline: .soon)
        #expect(try client.read(upTo: 10, deadline: .soon) == frame(2))
        relay.setRefusing(false)
        let welcome = try connect(relay)
        try welcome.write(frame(3), deadline: .soon)
        #expect(try welcome.read(upTo: 10, deadline: .soon) == frame(3))
    }

    @Test func `without a broker a connection closes`() throws {
        let port = try Socket.listening(on: .loopback(port: 0)).localAddress().port
        let relay = KafkaRelay(
            listen: .loopback(port: 0), upstream: .loopback(port: port), logger: Logger(label: "test.relay"))
        try relay.start()
        defer { relay.stop(by: .soon) }
        let client = try connect(relay)
        #expect((try? client.read(upTo: 10, deadline: .soon)) ?? [] == [])
    }

    @Test func `stop ends everything, also what is frozen, and gives the port back`() throws {
        let echo = try EchoServer()
        let relay = try started(before: echo)
        let address = try #require(relay.boundAddress)
        let client = try connect(relay)
        try client.write(frame(1), deadline: .soon)
        #expect(try client.read(upTo: 10, deadline: .soon) == frame(1))
        relay.setFrozen(true)
        try client.write(frame(2), deadline: .soon)
        let begin = ContinuousClock.now
        relay.stop(by: .soon)
        #expect(begin.duration(to: .now) < .seconds(5))
        #expect(relay.boundAddress == nil)
        #expect(throws: SocketError.self) { _ = try Socket.connected(to: address, deadline: .soon) }
    }

    /// The smallest answer: its length and a correlation id.
    private func frame(_ id: UInt8) -> [UInt8] { [0, 0, 0, 4, 0, 0, 0, id] }

    private func started(before echo: EchoServer) throws -> KafkaRelay {
        let relay = KafkaRelay(
            listen: .loopback(port: 0), upstream: echo.address, logger: Logger(label: "test.relay"))
        try relay.start()
        return relay
    }

    private func connect(_ relay: KafkaRelay) throws -> Socket {
        try Socket.connected(to: try #require(relay.boundAddress), deadline: .soon)
    }

    private func readAll(_ socket: borrowing Socket) throws -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let bytes = try socket.read(upTo: 64 << 10, deadline: .soon)
            if bytes.isEmpty { return all }
            all += bytes
        }
    }
}

extension ContinuousClock.Instant {
    static var soon: ContinuousClock.Instant { .now + .seconds(20) }
}

/// Sends back what it gets, after it has got all that came at once; ends with the process.
private final class EchoServer: Sendable {
    let address: SocketAddress

    init() throws {
        let listener = Shared(try Socket.listening(on: .loopback(port: 0)))
        address = try listener.socket.localAddress()
        _ = NamedThread("echo") {
            while let client = try? listener.socket.accept(deadline: .now + .seconds(60)) {
                let connection = Shared(client)
                _ = NamedThread("echo-one") {
                    while let bytes = try? connection.socket.read(upTo: 64 << 10, deadline: .now + .seconds(60)),
                        !bytes.isEmpty
                    {
                        guard (try? connection.socket.write(bytes, deadline: .now + .seconds(60))) != nil else {
                            return
                        }
                    }
                    connection.socket.shutdownWrite()
                }
            }
        }
    }
}

/// Lets a closure keep a socket.
private final class Shared: Sendable {
    let socket: Socket
    init(_ socket: consuming Socket) { self.socket = socket }
}
