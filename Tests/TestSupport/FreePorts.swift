import Sockets

public enum FreePorts {
    /// Ports that were free a moment ago, all different.
    public static func take(_ count: Int) throws -> [UInt16] {
        var ports: Set<UInt16> = []
        while ports.count < count { ports.insert(try Socket.listening(on: .loopback(port: 0)).localAddress().port) }
        return Array(ports)
    }

    public static func isListening(_ port: UInt16) -> Bool {
        (try? Socket.connected(to: .loopback(port: port), deadline: .now + .milliseconds(200))) != nil
    }
}
