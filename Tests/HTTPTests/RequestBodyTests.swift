import Foundation
import HTTP
import HTTPTestSupport
import Sockets
import Synchronization
import Testing
import Threads

@Suite struct RequestBodyTests {
    private static let post = "POST / HTTP/1.1\r\nHost: a\r\n"
    private let soon = ContinuousClock.Instant.now + .seconds(60)

    @Test func `a body of the handler's own comes once`() throws {
        let body = RequestBody(bytes: [1, 2])
        #expect(try body.next() == [1, 2])
        #expect(try body.next() == nil)
        #expect(throws: BodyTooLarge.self) { try RequestBody(bytes: [1, 2]).collect(limit: 1) }
    }

    /// Counts bytes as they come; answers with length and sum.
    private static let sum = Dispatch.worker(bodyLimit: 50_000_000) { request in
        var count = 0
        var sum = 0
        while let bytes = try? request.body.next() {
            count += bytes.count
            for byte in bytes { sum &+= Int(byte) }
        }
        return .text("\(count) \(sum)")
    }

    @Test(arguments: [65_535, 65_536, 65_537, 200_000, 2_000_000])
    func `a large body streams to the handler, by length and in chunks`(size: Int) throws {
        let body = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
        let expected = "\(size) \(body.reduce(0) { $0 + Int($1) })"
        try withServer(["/": Self.sum]) { address in
            let connection = try RawConnection(address)
            for _ in 0..<2 {
                try connection.send(Array("\(Self.post)Content-Length: \(size)\r\n\r\n".utf8) + body)
                #expect(try connection.receive().hasSuffix("\r\n\r\n\(expected)"))
                var chunked = Array("\(Self.post)Transfer-Encoding: chunked\r\n\r\n".utf8)
                var at = 0
                while at < size {
                    let length = min(size - at, 1 + at % 30_000)
                    chunked +=
                        Array("\(String(length, radix: 16))\r\n".utf8) + body[at..<(at + length)] + Array("\r\n".utf8)
                    at += length
                }
                try connection.send(chunked + Array("0\r\n\r\n".utf8))
                #expect(try connection.receive().hasSuffix("\r\n\r\n\(expected)"))
            }
        }
    }

    @Test func `a handler that does not read slows its client down`() throws {
        let gate = Signal(false)
        let route = Dispatch.worker(bodyLimit: .max) { request in
            _ = gate.wait(until: nil) { $0 ? true : nil }
            var count = 0
            while let bytes = try? request.body.next() { count += bytes.count }
            return .text("\(count)")
        }
        try withServer(["/": route]) { address in
            let connection = try RawConnection(address)
            let size = 100_000_000
            try connection.send("\(Self.post)Content-Length: \(size)\r\n\r\n")
            let sent = Atomic(0)
            let piece = [UInt8](repeating: 7, count: 100_000)
            let deadline = soon
            let writer = NamedThread("writer") {
                for _ in 0..<(size / piece.count) {
                    do { try connection.socket.write(piece, deadline: deadline) } catch { return }
                    sent.add(piece.count, ordering: .relaxed)
                }
            }
            // The writer comes to rest when the buffers of the system are full: long before the body's end.
            var last = -1
            while last != sent.load(ordering: .relaxed) {
                last = sent.load(ordering: .relaxed)
                Thread.sleep(forTimeInterval: 0.2)
            }
            #expect(last < size / 2)
            gate.update { $0 = true }
            #expect(try connection.receive().hasSuffix("\r\n\r\n\(size)"))
            writer.join()
        }
    }

    @Test func `a slow client with a small body holds no worker`() throws {
        try withServer(["/": Self.sum], configure: { $0.workers = 1 }) { address in
            let slow = try RawConnection(address)
            try slow.send("\(Self.post)Content-Length: 2\r\n\r\na")
            let quick = try RawConnection(address)
            try quick.send("\(Self.post)Content-Length: 1\r\n\r\na")
            #expect(try quick.receive().hasSuffix("\r\n\r\n1 97"))
            try slow.send("b")
            #expect(try slow.receive().hasSuffix("\r\n\r\n2 195"))
        }
    }

    @Test func `chunks beyond the route's limit throw BodyTooLarge, and the handler's answer arrives`() throws {
        let hasBegun = Signal(false)
        let route = Dispatch.worker(bodyLimit: 100_000) { request in
            hasBegun.update { $0 = true }
            do {
                return .text("\(try request.body.collect(limit: .max).count)")
            } catch let error as BodyTooLarge {
                return .text("limit \(error.limit)", Status(413))
            } catch {
                return .text("\(error)", .internalServerError)
            }
        }
        try withServer(["/": route]) { address in
            let connection = try RawConnection(address)
            let chunk = "11170\r\n" + String(repeating: "x", count: 70_000) + "\r\n"
            try connection.send("\(Self.post)Transfer-Encoding: chunked\r\n\r\n" + chunk)
            // Before that the server itself would refuse what comes next.
            try #require(hasBegun.wait(until: soon) { $0 ? true : nil } == true)
            try connection.send(chunk)
            #expect(
                try connection.receiveAll()
                    == "HTTP/1.1 413 Content Too Large\r\nContent-Length: 12\r\nConnection: close\r\n\r\nlimit 100000")
        }
    }

    @Test func `a body that breaks off ends the handler's reading, and its answer goes nowhere`() throws {
        let failure = Signal<String?>(nil)
        let route = Dispatch.worker(bodyLimit: .max) { request in
            do { while try request.body.next() != nil {} } catch { failure.update { $0 = "\(error)" } }
            return .text("done")
        }
        try withServer(["/": route]) { address in
            let connection = try RawConnection(address)
            try connection.send("\(Self.post)Content-Length: 1000000\r\n\r\n" + String(repeating: "x", count: 70_000))
            connection.socket.shutdownWrite()
            #expect(failure.wait(until: soon) { $0 } == "closed")
        }
    }

    @Test func `a chunk that is malformed far into the body is a 400, whatever the handler answers`() throws {
        try withServer(["/": Self.sum]) { address in
            let connection = try RawConnection(address)
            let chunk = "ffff\r\n" + String(repeating: "x", count: 65535) + "\r\n"
            try connection.send("\(Self.post)Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk + "zz\r\n")
            #expect(
                try connection.receiveAll()
                    == "HTTP/1.1 400 Bad Request\r\nContent-Length: 16\r\nConnection: close\r\n\r\nmalformed-chunk\n")
        }
    }

    @Test func `an early answer before a short rest keeps the connection, before a long one closes it`() throws {
        let route = Dispatch.worker(bodyLimit: .max) { _ in .text("early") }
        try withServer(["/": route]) { address in
            let connection = try RawConnection(address)
            try connection.send("\(Self.post)Content-Length: 100000\r\n\r\n" + String(repeating: "x", count: 70_000))
            #expect(try connection.receive() == "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nearly")
            try connection.send(String(repeating: "x", count: 30_000) + "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try connection.receive() == "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nearly")
            let size = 20_000_000
            try connection.send("\(Self.post)Content-Length: \(size)\r\n\r\n")
            // The server reads past it, so that the answer is not lost to a reset.
            try connection.send([UInt8](repeating: 7, count: size))
            #expect(
                try connection.receiveAll() == "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nearly")
        }
    }

    @Test func `a body that is too large is refused, and the client that sends it all hears why`() throws {
        try withServer(["/": .worker(bodyLimit: 10) { _ in .text("never") }]) { address in
            let connection = try RawConnection(address)
            let size = 20_000_000
            try connection.send(
                Array("\(Self.post)Content-Length: \(size)\r\n\r\n".utf8) + [UInt8](repeating: 7, count: size))
            #expect(
                try connection.receiveAll()
                    == "HTTP/1.1 413 Content Too Large\r\nContent-Length: 15\r\nConnection: close\r\n\r\nbody-too-large\n"
            )
        }
    }

    @Test(arguments: [10, 100_000])
    func `a client that asks is told to go on, when the head is accepted`(size: Int) throws {
        try withServer(["/": Self.sum]) { address in
            let connection = try RawConnection(address)
            try connection.send("\(Self.post)Expect: 100-continue\r\nContent-Length: \(size)\r\n\r\n")
            #expect(try connection.receive() == "HTTP/1.1 100 Continue\r\n\r\n")
            try connection.send([UInt8](repeating: 1, count: size))
            #expect(try connection.receive().hasSuffix("\r\n\r\n\(size) \(size)"))
        }
    }
}
