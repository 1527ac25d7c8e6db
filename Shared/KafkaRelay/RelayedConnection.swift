import Sockets
import Threads

/// A client's connection and ours to the broker, joined by two threads, one for each direction.
final class RelayedConnection: Sendable {
    private let client: Socket
    private let upstream: Socket
    private let mender = ApiVersionsMender()
    private let faults: Signal<RelayFaults>
    /// Directions that still run; the second to end calls `ended`.
    private let running = Signal(2)

    init(client: consuming Socket, upstream: consuming Socket, faults: Signal<RelayFaults>) {
        self.client = client
        self.upstream = upstream
        self.faults = faults
    }

    /// Both threads end when either side closes and what it had sent was passed on, or by `cut`.
    func run(ended: @escaping @Sendable () -> Void) {
        _ = NamedThread("relay-requests") {
            var requests = ApiVersionsMender.Requests(self.mender)
            Self.pump(from: self.client, to: self.upstream, self.faults) { bytes in
                requests.see(bytes)
                return bytes
            } end: {
                []
            }
            self.finish(ended)
        }
        _ = NamedThread("relay-answers") {
            var responses = ApiVersionsMender.Responses(self.mender)
            Self.pump(from: self.upstream, to: self.client, self.faults) {
                responses.mend($0)
            } end: {
                responses.end()
            }
            self.finish(ended)
        }
    }

    func cut() {
        client.shutdown()
        upstream.shutdown()
    }

    private func finish(_ ended: () -> Void) {
        if running.update({
            $0 -= 1; return $0
        }) == 0 {
            ended()
        }
    }

    private static func pump(
        from source: borrowing Socket, to sink: borrowing Socket, _ faults: Signal<RelayFaults>,
        through change: ([UInt8]) -> [UInt8], end: () -> [UInt8]
    ) {
        // A connection may be idle for ever; `cut` wakes whoever reads or writes.
        let never = ContinuousClock.now + .seconds(365 * 86_400)
        do {
            while true {
                let bytes = try source.read(upTo: 64 << 10, deadline: never)
                _ = faults.wait(until: nil) { $0.isFrozen && !$0.isEnding ? nil : true }
                let changed = bytes.isEmpty ? end() : change(bytes)
                if !changed.isEmpty { try sink.write(changed, deadline: never) }
                if bytes.isEmpty { break }
            }
            // The other direction ends in its own time.
            sink.shutdownWrite()
        } catch {
            // Broken off on one side: so it is on the other.
            sink.shutdown()
            source.shutdown()
        }
    }
}

/// What the relay does to its connections on purpose.
struct RelayFaults {
    /// Bytes are held back.
    var isFrozen = false
    /// New connections are closed at once.
    var isRefusing = false
    /// The relay stops: nothing is held back any more.
    var isEnding = false
}
