import Glibc

/// An IPv4 or IPv6 address with a port.
public struct SocketAddress: Sendable, Hashable, CustomStringConvertible {
    private enum IP: Hashable {
        /// In network byte order, as `sockaddr_in` has it.
        case v4(UInt32)
        case v6(high: UInt64, low: UInt64, scope: UInt32)
    }
    private let ip: IP
    public let port: UInt16

    /// An address from a numeric host ("127.0.0.1", "::1", "0.0.0.0", "fe80::1%eth0").
    ///
    /// - Throws: `SocketError` when the host is no numeric address; names are for `resolve`.
    public init(host: String, port: UInt16) throws {
        let found = try SocketAddress.lookUp(host, port, flags: AI_NUMERICHOST)
        guard let first = found.first else { throw SocketError(call: "getaddrinfo", code: EAI_NONAME) }
        self = first
    }

    /// All addresses of a name, in the system's order of preference (getaddrinfo(3)). Blocks while it asks.
    ///
    /// - Throws: `SocketError` when the name is unknown or cannot be asked for now.
    public static func resolve(host: String, port: UInt16) throws -> [SocketAddress] {
        try lookUp(host, port, flags: 0)
    }

    /// 127.0.0.1 with this port; 0 lets the system choose one.
    public static func loopback(port: UInt16) -> SocketAddress {
        SocketAddress(ip: .v4(UInt32(0x7f00_0001).bigEndian), port: port)
    }

    /// The numeric host.
    public var host: String {
        unsafe withSystemAddress { address, length in
            unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(NI_MAXHOST)) { text in
                let code = unsafe getnameinfo(
                    address, length, text.baseAddress, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
                return code == 0 ? unsafe String(cString: text.baseAddress!) : ""
            }
        }
    }

    /// "127.0.0.1:8080", "[::1]:8080"
    public var description: String {
        if case .v6 = ip { return "[\(host)]:\(port)" }
        return "\(host):\(port)"
    }

    private init(ip: IP, port: UInt16) {
        self.ip = ip
        self.port = port
    }
}

// The one place where addresses meet the system's structures.
extension SocketAddress {
    var family: Int32 {
        if case .v4 = ip { return AF_INET }
        return AF_INET6
    }

    /// Lends the address as a `sockaddr` for the time of the call.
    func withSystemAddress<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) throws -> R) rethrows -> R {
        var storage = sockaddr_storage()
        let length: Int
        switch ip {
        case .v4(let address):
            var v4 = sockaddr_in()
            v4.sin_family = sa_family_t(AF_INET)
            v4.sin_port = port.bigEndian
            v4.sin_addr.s_addr = address
            unsafe withUnsafeMutableBytes(of: &storage) { unsafe $0.storeBytes(of: v4, as: sockaddr_in.self) }
            length = MemoryLayout<sockaddr_in>.size
        case .v6(let high, let low, let scope):
            var v6 = sockaddr_in6()
            v6.sin6_family = sa_family_t(AF_INET6)
            v6.sin6_port = port.bigEndian
            v6.sin6_scope_id = scope
            unsafe withUnsafeMutableBytes(of: &v6.sin6_addr) { bytes in
                unsafe bytes.storeBytes(of: high, as: UInt64.self)
                unsafe bytes.storeBytes(of: low, toByteOffset: 8, as: UInt64.self)
            }
            unsafe withUnsafeMutableBytes(of: &storage) { unsafe $0.storeBytes(of: v6, as: sockaddr_in6.self) }
            length = MemoryLayout<sockaddr_in6>.size
        }
        return try unsafe withUnsafeBytes(of: &storage) { bytes in
            try unsafe body(bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t(length))
        }
    }

    /// An address that the system wrote (accept(2), getsockname(2)); nil for a family that is neither.
    init?(_ storage: sockaddr_storage) {
        let read = unsafe withUnsafeBytes(of: storage) { bytes -> (IP, UInt16)? in
            switch Int32(storage.ss_family) {
            case AF_INET:
                let v4 = unsafe bytes.loadUnaligned(as: sockaddr_in.self)
                return (.v4(v4.sin_addr.s_addr), v4.sin_port)
            case AF_INET6:
                let v6 = unsafe bytes.loadUnaligned(as: sockaddr_in6.self)
                return unsafe withUnsafeBytes(of: v6.sin6_addr) { address in
                    let ip = unsafe IP.v6(
                        high: address.loadUnaligned(as: UInt64.self),
                        low: address.loadUnaligned(fromByteOffset: 8, as: UInt64.self), scope: v6.sin6_scope_id)
                    return (ip, v6.sin6_port)
                }
            default: return nil
            }
        }
        guard let read else { return nil }
        self.init(ip: read.0, port: UInt16(bigEndian: read.1))
    }

    private static func lookUp(_ host: String, _ port: UInt16, flags: Int32) throws -> [SocketAddress] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = flags
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else {
            throw SocketError(call: "getaddrinfo", code: code == EAI_SYSTEM ? errno : code)
        }
        defer { unsafe freeaddrinfo(list) }
        var found: [SocketAddress] = []
        var next = unsafe list
        while let entry = unsafe next {
            var storage = sockaddr_storage()
            unsafe withUnsafeMutableBytes(of: &storage) { bytes in
                unsafe bytes.copyMemory(
                    from: UnsafeRawBufferPointer(start: entry.pointee.ai_addr, count: Int(entry.pointee.ai_addrlen)))
            }
            if let address = SocketAddress(storage) { found.append(SocketAddress(ip: address.ip, port: port)) }
            unsafe next = entry.pointee.ai_next
        }
        return found
    }
}
