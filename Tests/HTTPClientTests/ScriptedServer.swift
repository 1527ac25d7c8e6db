import Glibc
import Sockets
import Synchronization
import Threads

/// A server on a free loopback port that does on its n-th connection what the n-th script says, byte for byte, until `stop()`.
final class ScriptedServer: Sendable {
    enum Step: Sendable {
        /// Reads one request, then sends these bytes.
        case answer(String)
        /// Reads one request and sends nothing.
        case swallow
        /// Reads the first byte only, so that closing resets the connection (what is unread is lost: RFC 1122 §4.2.2.13).
        case readOneByte
        /// Sends bytes without waiting for anything.
        case send(String)
        /// Keeps the connection open until the client closes it or the server ends.
        case hold
    }

    struct Request: Sendable, Equatable {
        /// Which connection it came on, from 0.
        let connection: Int
        let text: String
    }

    let port: UInt16
    private let received = Signal<[Request]>([])
    private let isStopping = Atomic(false)
    private let threads = Mutex<[NamedThread]>([])

    var url: String { "http://127.0.0.1:\(port)" }
    var requests: [Request] { received.update { $0 } }

    /// A connection beyond the last script is closed at once.
    convenience init(_ scripts: [Step]...) throws {
        try self.init(scripts)
    }

    init(_ scripts: [[Step]]) throws {
        let listener = try Socket.listening(on: .loopback(port: 0))
        port = try listener.localAddress().port
        let box = Mutex<Socket?>(listener)
        let acceptor = NamedThread("accept") { [self] in
            guard let listener = box.withLock({ $0.take() }) else { return }
            accept(on: listener, scripts: scripts)
        }
        threads.withLock { $0.append(acceptor) }
    }

    /// Ends all connections and threads.
    func stop() {
        isStopping.store(true, ordering: .releasing)
        while let thread = threads.withLock({ $0.popLast() }) { thread.join() }
    }

    private func accept(on listener: borrowing Socket, scripts: [[Step]]) {
        var count = 0
        while !isStopping.load(ordering: .acquiring) {
            guard let connection = try? listener.accept(deadline: .now + .milliseconds(20)) else { continue }
            let number = count
            count += 1
            let script = number < scripts.count ? scripts[number] : []
            let box = Mutex<Socket?>(connection)
            let thread = NamedThread("connection \(number)") { [self] in
                guard let connection = box.withLock({ $0.take() }) else { return }
                // A client that leaves early is part of some tests.
                try? run(script, on: connection, number: number)
            }
            threads.withLock { $0.append(thread) }
        }
    }

    private func run(_ script: [Step], on connection: borrowing Socket, number: Int) throws {
        for step in script {
            switch step {
            case .answer(let bytes):
                try readRequest(from: connection, number: number)
                try connection.write(Array(bytes.utf8), deadline: .now + .seconds(20))
            case .swallow: try readRequest(from: connection, number: number)
            case .readOneByte: _ = try read(from: connection, upTo: 1)
            case .send(let bytes): try connection.write(Array(bytes.utf8), deadline: .now + .seconds(20))
            case .hold: while try !read(from: connection, upTo: 65_536).isEmpty {}
            }
        }
    }

    private struct Ended: Error {}

    private func read(from connection: borrowing Socket, upTo count: Int) throws -> [UInt8] {
        while !isStopping.load(ordering: .acquiring) {
            do {
                return try connection.read(upTo: count, deadline: .now + .milliseconds(20))
            } catch let error as SocketError where error.code == ETIMEDOUT {
                continue
            }
        }
        throw Ended()
    }

    /// Reads up to the end of the body that Content-Length gives.
    private func readRequest(from connection: borrowing Socket, number: Int) throws {
        var text = ""
        while !isWhole(text) {
            let bytes = try read(from: connection, upTo: 65_536)
            guard !bytes.isEmpty else { throw Ended() }
            text += String(decoding: bytes, as: UTF8.self)
        }
        let request = Request(connection: number, text: text)
        received.update { $0.append(request) }
    }

    private func isWhole(_ text: String) -> Bool {
        guard let end = text.firstRange(of: "\r\n\r\n") else { return false }
        let length = text.firstMatch(of: /Content-Length: ([0-9]+)/).flatMap { Int($0.1) } ?? 0
        return text[end.upperBound...].utf8.count >= length
    }
}
