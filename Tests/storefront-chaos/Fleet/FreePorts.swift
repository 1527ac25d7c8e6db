import Sockets

enum FreePorts {
    /// Ports that were free a moment ago, all different.
    static func take(_ count: Int) throws -> [UInt16] {
        var ports: Set<UInt16> = []
        while ports.count < count { ports.insert(try Socket.listening(on: .loopback(port: 0)).localAddress().port) }
        return Array(ports)
    }

    static func isListening(_ port: UInt16) -> Bool {
        (try? Socket.connected(to: .loopback(port: port), deadline: .now + .milliseconds(200))) != nil
    }
}

extension Duration {
    init(seconds: Double) { self = .nanoseconds(Int64(seconds * 1e9)) }
    /// Seconds with one decimal.
    var rounded: Double { (seconds * 10).rounded() / 10 }
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
