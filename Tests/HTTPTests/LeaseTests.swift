import CHTTPServer
import HTTPTestSupport
import Sockets
import Testing
import Threads

/// The C daemon by itself: a lease that was used up reaches nobody.
@Suite struct LeaseTests {
    /// What a worker would hold, and what it can do with it.
    @safe
    private struct Held: Sendable {
        let lease: hd_lease

        func answer(_ status: Int32) {
            var response = unsafe hd_response()
            unsafe response.status = status
            unsafe hd_send_response(lease, &response)
        }

        func readBody() -> Int { unsafe hd_read_body(lease, nil, 0) }

        func isInTheMemory(of other: Held) -> Bool { unsafe lease.connection == other.lease.connection }
    }

    private final class Leases: Sendable {
        let handedOver = Signal<[Held]>([])
    }

    @Test func `a second answer to a request never reaches the next one, nor the next connection`() throws {
        let soon = ContinuousClock.now + .seconds(60)
        let leases = Leases()
        var handlers = unsafe hd_handlers(
            context: Unmanaged.passUnretained(leases).toOpaque(),
            begin: { _, _ in unsafe hd_plan(execution: HD_ON_WORKER, body_limit: 0, request: nil) },
            respond: { context, _, _, lease, _, _, _ in
                let leases = unsafe Unmanaged<Leases>.fromOpaque(context!).takeUnretainedValue()
                let held = unsafe Held(lease: lease)
                leases.handedOver.update { $0.append(held) }
                return HD_HANDED_OVER
            },
            abandon: { _, _ in }, refuse: { _, _, _, _ in })
        var options = hd_options(
            limits: hd_limits(header_bytes: 1000, target_bytes: 100, fields: 10), maximum_connections: 10,
            header_timeout: 10_000, body_timeout: 10_000, idle_timeout: 10_000, write_timeout: 10_000)
        let listener = try Socket.listening(on: .loopback(port: 0))
        let address = try listener.localAddress()
        let daemon = unsafe try #require(hd_start_daemon(&options, &handlers, [listener.release()], 1))
        defer {
            unsafe hd_stop_daemon(daemon, 5000)
            unsafe hd_free_daemon(daemon)
        }
        func lease(_ number: Int) -> Held? {
            leases.handedOver.wait(until: soon) { $0.count > number ? $0[number] : nil }
        }

        let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        do {
            let connection = try RawConnection(address)
            try connection.send(get)
            let first = try #require(lease(0))
            first.answer(201)
            #expect(try connection.receive() == "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
            try connection.send(get)
            let second = try #require(lease(1))
            first.answer(500)
            #expect(first.readBody() == Int(HD_READ_CLOSED.rawValue))
            second.answer(202)
            #expect(try connection.receive() == "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
        }
        while unsafe hd_connection_count(daemon) > 0 && ContinuousClock.now < soon {}
        let successor = try RawConnection(address)
        try successor.send(get)
        let third = try #require(lease(2))
        for number in 0..<2 {
            let old = try #require(lease(number))
            old.answer(500)
            #expect(old.isInTheMemory(of: third))
        }
        third.answer(204)
        #expect(try successor.receive() == "HTTP/1.1 204 No Content\r\n\r\n")
    }
}
