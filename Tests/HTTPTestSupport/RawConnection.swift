import Foundation
public import Sockets

/// A connection of a test, for bytes as they are: what is sent is sent as written, what comes is shown as it came.
public final class RawConnection: Sendable {
    public let socket: Socket
    private let deadline: ContinuousClock.Instant

    /// - Parameter patience: after which every read and write of this connection fails with ETIMEDOUT.
    public init(_ address: SocketAddress, patience: Duration = .seconds(60)) throws {
        deadline = .now + patience
        socket = try Socket.connected(to: address, deadline: deadline)
    }

    public func send(_ text: String) throws { try send(Array(text.utf8)) }

    public func send(_ bytes: [UInt8]) throws { try socket.write(bytes, deadline: deadline) }

    /// Everything until the server closes. Latin-1, so that no byte is lost; the `Date` field is checked and left out.
    public func receiveAll() throws -> String {
        var bytes: [UInt8] = []
        while case let more = try socket.read(upTo: 65536, deadline: deadline), !more.isEmpty { bytes += more }
        return shown(bytes)
    }

    /// One answer, as long as its head says. HEAD and statuses without a body are the caller's to name.
    public func receive(bodiless: Bool = false) throws -> String {
        var bytes: [UInt8] = []
        while !bytes.contains("\r\n\r\n") { bytes.append(try byte()) }
        let head = String(decoding: bytes, as: UTF8.self).lowercased()
        if bodiless || head.hasPrefix("http/1.1 1") || head.hasPrefix("http/1.1 204") || head.hasPrefix("http/1.1 304")
        {
            return shown(bytes)
        }
        if head.contains("transfer-encoding: chunked") {
            let start = bytes.count
            while !bytes[start...].starts(with: Array("0\r\n\r\n".utf8)) && !bytes[start...].contains("\r\n0\r\n\r\n") {
                bytes.append(try byte())
            }
        } else if let length = head.firstMatch(of: /content-length: (\d+)\r\n/).flatMap({ Int($0.1) }) {
            while length > 0, case let end = bytes.count + length, bytes.count < end {
                var left = length
                while left > 0 {
                    let more = try read(left)
                    bytes += more
                    left -= more.count
                }
                break
            }
        } else {
            return try shown(bytes) + receiveAll()
        }
        return shown(bytes)
    }

    /// True when the server has closed in good order (false: reset).
    public func isClosed() -> Bool { (try? socket.read(upTo: 1, deadline: deadline))?.isEmpty ?? false }

    /// True as soon as there is something to read. The connection must not be read meanwhile.
    public func waitForBytes() -> Bool { (try? socket.waitUntilReadable(deadline: deadline)) ?? false }

    private func byte() throws -> UInt8 { try read(1)[0] }

    private func read(_ count: Int) throws -> [UInt8] {
        let bytes = try socket.read(upTo: count, deadline: deadline)
        if bytes.isEmpty { throw SocketError(call: "recv: the server closed", code: ECONNRESET) }
        return bytes
    }

    private func shown(_ bytes: [UInt8]) -> String {
        let text = String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        return text.replacing(
            /Date: (Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z][a-z] 20\d\d \d\d:\d\d:\d\d GMT\r\n/, with: "")
    }
}

extension Collection where Element == UInt8 {
    fileprivate func contains(_ text: String) -> Bool {
        let pattern = Array(text.utf8)
        return suffix(pattern.count).elementsEqual(pattern)
    }
}
