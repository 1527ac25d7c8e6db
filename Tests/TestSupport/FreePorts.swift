import Sockets
import Synchronization

public enum FreePorts {
    /// Below those that the system gives to outgoing connections (32768 and up by default): one of these cannot take the port
    /// between this look at it and its owner's start. Above those that the services and their servers have by default.
    private static let range: ClosedRange<UInt16> = 10_240...26_999
    private static let given = Mutex<Set<UInt16>>([])

    /// Ports on which nothing listens, all different, none of them given before in this process.
    public static func take(_ count: Int) throws -> [UInt16] {
        try (0..<count).map { _ in try take() }
    }

    /// One port, as `take(_:)`.
    static func take() throws -> UInt16 {
        for _ in 0..<1_000 {
            let port = UInt16.random(in: range)
            guard (try? Socket.listening(on: .loopback(port: port))) != nil,
                given.withLock({ $0.insert(port).inserted })
            else { continue }
            return port
        }
        throw ProcessError("no free port in \(range)")
    }

    public static func isListening(_ port: UInt16) -> Bool {
        (try? Socket.connected(to: .loopback(port: port), deadline: .now + .milliseconds(200))) != nil
    }
}
