import CHTTPServer
import StructuredLogging

/// A response in the daemon's terms: its fields as the lines of a head, checked.
struct EncodedResponse {
    private let status: Int32
    private let lines: [UInt8]
    private let body: [UInt8]?
    private let close: Bool

    /// - Parameter body: what to send; nil when there is nothing to speak of.
    init(_ response: Response, body: [UInt8]?, logger: Logger) {
        var lines: [UInt8] = []
        var close = false
        for (name, value) in response.headers.all {
            switch Self.kind(of: name) {
            case .connection: close = close || value.utf8.elementsEqual("close".utf8)
            case .ours: break
            case .invalid: Self.report(name, logger)
            case .free:
                guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }) else {
                    Self.report(name, logger)
                    continue
                }
                if lines.isEmpty { lines.reserveCapacity(256) }
                lines.append(contentsOf: name.utf8)
                lines.append(UInt8(ascii: ":"))
                lines.append(UInt8(ascii: " "))
                lines.append(contentsOf: value.utf8)
                lines.append(0x0d)
                lines.append(0x0a)
            }
        }
        if (200...999).contains(response.status.code) {
            status = Int32(response.status.code)
        } else {
            logger.error("a response has no final status", metadata: ["status": .integer(Int64(response.status.code))])
            status = 500
        }
        self.lines = lines
        self.body = body
        self.close = close
    }

    /// Lends the response to a call of the daemon.
    func withPointer<R>(_ call: (UnsafePointer<hd_response>) -> R) -> R {
        unsafe lines.withUnsafeBufferPointer { lines in
            unsafe (body ?? []).withUnsafeBufferPointer { bytes in
                var response = unsafe hd_response(
                    status: status, fields: UnsafeRawPointer(lines.baseAddress)?.assumingMemoryBound(to: CChar.self),
                    fields_length: lines.count, body: bytes.baseAddress, body_length: bytes.count,
                    has_body: body != nil, close: close)
                return unsafe call(&response)
            }
        }
    }

    private enum Kind { case free, connection, ours, invalid }

    private static func kind(of name: String) -> Kind {
        switch name.utf8.count {
        case 0: return .invalid
        case 4: if isSame(name, "date") { return .ours }
        case 10:
            if isSame(name, "connection") { return .connection }
            if isSame(name, "keep-alive") { return .ours }
        case 14: if isSame(name, "content-length") { return .ours }
        case 17: if isSame(name, "transfer-encoding") { return .ours }
        default: break
        }
        return name.utf8.allSatisfy(isToken) ? .free : .invalid
    }

    private static func isSame(_ name: String, _ other: StaticString) -> Bool {
        unsafe zip(name.utf8, UnsafeBufferPointer(start: other.utf8Start, count: other.utf8CodeUnitCount))
            .allSatisfy { lowercased($0) == $1 }
    }

    /// tchar, RFC 9110 §5.6.2
    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x21, 0x23...0x27, 0x2a, 0x2b, 0x2d, 0x2e, 0x5e...0x60, 0x7c, 0x7e:
            true
        default: false
        }
    }

    /// A value with a line break would start a field of its own, or a body: such a field is left out (response splitting).
    private static func report(_ name: String, _ logger: Logger) {
        logger.error("a response field that cannot be sent was left out", metadata: ["field": .string(name)])
    }
}
