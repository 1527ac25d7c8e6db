import Glibc
import HTTP
import HTTPTestSupport
import Sockets
import Synchronization
import Testing
import Threads

@Suite struct StopTests {
    private let soon = ContinuousClock.Instant.now + .seconds(60)

    private func start(_ routes: [String: Dispatch]) throws -> (Server, SocketAddress) {
        let server = Server(
            configuration: ServerConfiguration(address: .loopback(port: 0), workers: 4), handler: Routes(routes),
            logger: quietLogger())
        try server.start()
        return (server, server.boundAddress!)
    }

    /// One client's requests, one after the other, until the server says that it closes the connection.
    ///
    /// Between two answers a server that stops may close a connection that has sent nothing for 200 ms (RFC 9112 §9.3
    /// leaves the client to try again elsewhere); a machine that stops this thread for so long is no fault of it.
    /// - Returns: what was wrong; nil when nothing was.
    private func keepAsking(_ path: String, at address: SocketAddress, answered: () -> Void) -> String? {
        do {
            let connection = try RawConnection(address)
            var last = ContinuousClock.now
            while true {
                let before = last
                try connection.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                last = .now
                let answer: String
                do {
                    answer = try connection.receive()
                } catch {
                    let gap = last - before
                    return gap < .milliseconds(200) ? "\(path), sent \(gap) after the one before: \(error)" : nil
                }
                answered()
                if answer == "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok" { return nil }
                if answer != "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" { return answer }
            }
        } catch {
            return "\(error)"
        }
    }

    @Test func `under load every request is answered, and each busy connection is told to close`() throws {
        let routes: [String: Dispatch] = [
            "/loop": .loop { _ in .text("ok") },
            "/worker": .worker { _ in
                usleep(500)
                return .text("ok")
            },
        ]
        for _ in 0..<5 {
            let (server, address) = try start(routes)
            let answered = (0..<16).map { _ in Signal(0) }
            let faults = Mutex<[String]>([])
            let clients = answered.enumerated().map { number, count in
                NamedThread("client-\(number)") {
                    let fault = keepAsking(number % 2 == 0 ? "/loop" : "/worker", at: address) {
                        count.update { $0 += 1 }
                    }
                    if let fault { faults.withLock { $0.append(fault) } }
                }
            }
            for count in answered { _ = count.wait(until: soon) { $0 > 30 ? true : nil } }
            server.stop(by: soon)
            for client in clients { client.join() }
            #expect(faults.withLock { $0 } == [])
            #expect(throws: SocketError.self) { _ = try Socket.connected(to: address, deadline: soon) }
        }
    }

    @Test func `idle connections are closed soon, long before the deadline`() throws {
        let (server, address) = try start(["/": .loop { _ in .text("ok") }])
        let (fresh, used) = (try RawConnection(address), try RawConnection(address))
        try used.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try used.receive()
        let start = ContinuousClock.now
        server.stop(by: start + .seconds(20))
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(fresh.isClosed() && used.isClosed())
        #expect(server.boundAddress == nil)
    }

    @Test func `an answer in flight is waited for`() throws {
        let gate = Signal(false)
        let running = Signal(false)
        let (server, address) = try start([
            "/": .worker { _ in
                running.update { $0 = true }
                _ = gate.wait(until: nil) { $0 ? true : nil }
                return .text("late")
            }
        ])
        let connection = try RawConnection(address)
        try connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = running.wait(until: soon) { $0 ? true : nil }
        let deadline = soon
        let stopping = NamedThread("stopping") { server.stop(by: deadline) }
        while (try? Socket.connected(to: address, deadline: soon)) != nil { usleep(1000) }
        gate.update { $0 = true }
        #expect(try connection.receiveAll() == "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nlate")
        stopping.join()
    }

    @Test func `what has not ended at the deadline is cut off, and the late answer harms nobody`() throws {
        let gate = Signal(false)
        let running = Signal(false)
        let ended = Signal(false)
        let (server, address) = try start([
            "/": .worker { _ in
                running.update { $0 = true }
                _ = gate.wait(until: nil) { $0 ? true : nil }
                ended.update { $0 = true }
                return .text("too late")
            }
        ])
        let connection = try RawConnection(address)
        try connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = running.wait(until: soon) { $0 ? true : nil }
        let start = ContinuousClock.now
        server.stop(by: start + .milliseconds(300))
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(try connection.receiveAll() == "")
        gate.update { $0 = true }
        #expect(ended.wait(until: soon) { $0 ? true : nil } == true)
    }

    @Test func `a port that somebody listens on is refused, also when he would share it`() throws {
        let (server, address) = try start([:])
        var second = ServerConfiguration(address: address)
        second.workers = 1
        #expect(throws: SocketError(call: "bind", code: EADDRINUSE)) {
            try Server(configuration: second, handler: Routes([:]), logger: quietLogger()).start()
        }
        server.stop(by: soon)
        let third = Server(configuration: second, handler: Routes([:]), logger: quietLogger())
        try third.start()
        #expect(third.boundAddress == address)
        third.stop(by: soon)
    }
}
