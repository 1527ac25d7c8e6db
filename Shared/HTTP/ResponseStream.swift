/// The writer of a streamed answer: gathers small pieces, and sends the head with the first.
final class ResponseStream: ResponseBodyWriter {
    private static let flushSize = 16_384
    private let lease: Lease
    private let head: EncodedResponse
    private var gathered: [UInt8] = []
    private var lost = false
    private(set) var hasStarted = false

    init(_ lease: Lease, head: EncodedResponse) {
        self.lease = lease
        self.head = head
    }

    func write(_ bytes: [UInt8]) throws {
        if lost { throw ConnectionLost() }
        if gathered.isEmpty && bytes.count >= Self.flushSize { return try send(bytes) }
        gathered += bytes
        if gathered.count >= Self.flushSize { try flush() }
    }

    func flush() throws {
        if lost { throw ConnectionLost() }
        guard !gathered.isEmpty else { return }
        let bytes = gathered
        gathered.removeAll(keepingCapacity: true)
        try send(bytes)
    }

    /// What was written so far, when none of it has been sent.
    var unsent: [UInt8] { gathered }

    private func send(_ bytes: [UInt8]) throws {
        hasStarted = true
        do {
            try lease.stream(bytes, head: head)
        } catch {
            lost = true
            throw error
        }
    }
}
