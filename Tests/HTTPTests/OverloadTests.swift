import Foundation
import Glibc
import HTTP
import HTTPTestSupport
import Sockets
import Synchronization
import Testing
import Threads

/// More than the server can take: it says so at once, and goes on.
@Suite struct OverloadTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    private let soon = ContinuousClock.Instant.now + .seconds(60)

    @Test func `a full queue answers 503 with Retry-After, and the connection stays`() throws {
        let gate = Signal(false)
        let running = Signal(0)
        let route = Dispatch.worker { _ in
            running.update { $0 += 1 }
            _ = gate.wait(until: nil) { $0 ? true : nil }
            return .text("done")
        }
        try withServer(
            ["/": route],
            configure: {
                $0.workers = 1
                $0.queueLimit = 1
            }
        ) { address in
            let (first, second, third) = (
                try RawConnection(address), try RawConnection(address), try RawConnection(address)
            )
            try first.send(Self.get)
            _ = running.wait(until: soon) { $0 == 1 ? true : nil }
            // The one place of the queue goes to one of the two, the other is refused.
            try second.send(Self.get)
            try third.send(Self.get)
            let refused = try oneThatIsReadable(second, third)
            #expect(
                try refused.receive()
                    == "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 11\r\nRetry-After: 1\r\n\r\noverloaded\n")
            gate.update { $0 = true }
            let done = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone"
            #expect(try first.receive() == done)
            #expect(try (refused === second ? third : second).receive() == done)
            try refused.send(Self.get)
            #expect(try refused.receive() == done)
        }
    }

    /// The connection that gets an answer while the worker is busy.
    private func oneThatIsReadable(_ one: RawConnection, _ other: RawConnection) throws -> RawConnection {
        let found = Signal<RawConnection?>(nil)
        for connection in [one, other] {
            _ = NamedThread("peek") {
                if connection.waitForBytes() { found.update { $0 = $0 ?? connection } }
            }
        }
        guard let readable = found.wait(until: soon, for: { $0 }) else {
            throw SocketError(call: "poll", code: ETIMEDOUT)
        }
        return readable
    }

    @Test func `connections beyond the limit are told, and places are given again`() throws {
        try withServer(["/": .loop { _ in .text("ok") }], configure: { $0.maximumConnections = 2 }) { address in
            let refused =
                "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 21\r\nConnection: close\r\nRetry-After: 1\r\n\r\ntoo-many-connections\n"
            do {
                let first = try RawConnection(address)
                try first.send(Self.get)
                _ = try first.receive()
                let second = try RawConnection(address)
                try second.send(Self.get)
                _ = try second.receive()
                for _ in 0..<20 {
                    let third = try RawConnection(address)
                    try third.send(Self.get)
                    #expect(try third.receiveAll() == refused)
                    try first.send(Self.get)
                    #expect(try first.receive() == "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                }
            }
            var answer = refused
            while answer == refused && ContinuousClock.now < soon {
                let fourth = try RawConnection(address)
                try fourth.send(Self.get.replacing("\r\n\r\n", with: "\r\nConnection: close\r\n\r\n"))
                answer = try fourth.receiveAll()
            }
            #expect(answer == "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        }
    }

    @Test func `a client that asks and does not take its answers is not asked on`() throws {
        let calls = Atomic(0)
        let answer = Response(body: .bytes([UInt8](repeating: 1, count: 100_000)))
        let route = Dispatch.loop { _ in
            calls.add(1, ordering: .relaxed)
            return answer
        }
        try withServer(["/": route]) { address in
            let connection = try RawConnection(address)
            let requests = 3000
            let writer = NamedThread("writer") { try? connection.send(String(repeating: Self.get, count: requests)) }
            var last = -1
            while last != calls.load(ordering: .relaxed) {
                last = calls.load(ordering: .relaxed)
                usleep(200_000)
            }
            // As many as the system's buffers hold answers: some megabytes of the gigabyte that was asked for.
            #expect(last < requests / 10)
            // Whoever takes the answers is asked on, to the last request.
            while calls.load(ordering: .relaxed) < requests {
                _ = try connection.socket.read(upTo: 1 << 20, deadline: soon)
            }
            writer.join()
        }
    }

    @Test func `without descriptors nobody new is accepted, who is connected is served, and later all are`() async {
        // In a process of its own: its limits and its descriptors are nobody else's.
        await #expect(processExitsWith: .success) {
            try withServer(["/": .loop { _ in .text("ok") }], configure: { $0.loops = 1 }) { address in
                let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
                let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                let connected = try RawConnection(address)
                try connected.send(get)
                try #require(try connected.receive() == answer)
                let waiting = try RawConnection(address)
                try #require(waiting.socket.localAddress().port > 0)
                // From here on the process has one descriptor left, for the client's end of the next connection.
                var held: [Int32] = []
                var limit = rlimit()
                unsafe getrlimit(__rlimit_resource_t(7), &limit)
                let before = limit
                limit.rlim_cur = 64
                unsafe setrlimit(__rlimit_resource_t(7), &limit)
                while case let descriptor = dup(2), descriptor >= 0 { held.append(descriptor) }
                close(held.removeLast())
                let refused = try RawConnection(address)
                try refused.send(get)
                usleep(300_000)
                try connected.send(get)
                try #require(try connected.receive() == answer)
                unsafe setrlimit(__rlimit_resource_t(7), [before])
                for descriptor in held { close(descriptor) }
                try #require(try refused.receive() == answer)
            }
        }
    }

    @Test func `a thousand connections, one after the other, leave no descriptor behind`() async {
        await #expect(processExitsWith: .success) {
            // Timers are the test library's own, made when it likes.
            func descriptors() -> [String] {
                (0..<1024).compactMap {
                    try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
                }
                .filter { $0 != "anon_inode:[timerfd]" }.sorted()
            }
            let routes: [String: Dispatch] = ["/": .loop { _ in .text("ok") }, "/w": .worker { _ in .text("ok") }]
            try withServer(routes) { _ in }
            let before = descriptors()
            try withServer(routes) { address in
                for number in 0..<1000 {
                    let connection = try RawConnection(address)
                    try connection.send("GET \(number % 2 == 0 ? "/" : "/w") HTTP/1.1\r\nHost: a\r\n\r\n")
                    try #require(try connection.receive() == "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                }
            }
            try #require(descriptors() == before)
        }
    }
}
