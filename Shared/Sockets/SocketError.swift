import Glibc

/// A system call on a socket that failed.
public struct SocketError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The call's name, as in its manual page ("connect"); "getaddrinfo" for a name that does not resolve.
    public let call: String
    /// The call's errno; for getaddrinfo(3) its EAI code, which is negative.
    public let code: Int32

    public init(call: String, code: Int32) {
        self.call = call
        self.code = code
    }

    /// "connect: Connection refused (111)"
    public var description: String {
        if code < 0 { return unsafe "\(call): \(String(cString: gai_strerror(code))) (\(code))" }
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
            // strerror_r, since strerror is not thread-safe.
            let found = unsafe strerror_r(code, buffer.baseAddress!, buffer.count) == 0
            return unsafe "\(call): \(found ? String(cString: buffer.baseAddress!) : "unknown error") (\(code))"
        }
    }
}
