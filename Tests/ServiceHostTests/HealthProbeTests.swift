import Sockets
import Synchronization
import Testing
import Threads

@testable import ServiceHost

@Suite struct HealthProbeTests {
    /// Answers one connection with a text, and returns what it was asked.
    private func ask(answering answer: String) throws -> (isReady: Bool, sentence: String, request: String) {
        let socket = try Socket.listening(on: .loopback(port: 0))
        let port = try socket.localAddress().port
        let request = Mutex("")
        let server = Server(socket)
        let thread = NamedThread("server") {
            request.withLock { $0 = server.answer(answer) }
        }
        let (isReady, sentence) = HealthProbe.ask(host: "127.0.0.1", port: Int(port))
        thread.join()
        return (isReady, sentence, request.withLock { $0 })
    }

    private final class Server: Sendable {
        private let socket: Socket
        init(_ socket: consuming Socket) { self.socket = socket }

        func answer(_ text: String) -> String {
            let deadline = ContinuousClock.now + .seconds(5)
            guard let client = try? socket.accept(deadline: deadline) else { return "" }
            let request = (try? client.read(upTo: 1_024, deadline: deadline)) ?? []
            try? client.write(Array(text.utf8), deadline: deadline)
            client.shutdownWrite()
            return String(decoding: request, as: UTF8.self)
        }
    }

    @Test func `200 is ready`() throws {
        let (isReady, sentence, request) = try ask(answering: "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        #expect(isReady)
        #expect(sentence == "ready")
        #expect(request.hasPrefix("GET /actuator/health/readiness HTTP/1.1\r\nHost: "))
        #expect(request.contains("Connection: close\r\n"))
    }

    @Test(arguments: [
        ("HTTP/1.1 503 Service Unavailable\r\n\r\n", "not ready (503)"), ("SSH-2.0-OpenSSH\r\n", "no HTTP answer"),
        ("", "no HTTP answer"),
    ])
    func `anything else is not`(answer: String, expected: String) throws {
        let (isReady, sentence, _) = try ask(answering: answer)
        #expect(!isReady)
        #expect(sentence.hasPrefix(expected), "\(sentence)")
    }

    @Test func `nobody there is not`() throws {
        let port = try Socket.listening(on: .loopback(port: 0)).localAddress().port
        let (isReady, sentence) = HealthProbe.ask(host: "127.0.0.1", port: Int(port))
        #expect(!isReady)
        #expect(sentence.hasPrefix("no answer on 127.0.0.1:\(port): "))
    }
}
