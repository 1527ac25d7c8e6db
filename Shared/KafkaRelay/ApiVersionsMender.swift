import Synchronization

/// Finds a connection's ApiVersions answers by the correlation ids of their requests and takes the tags out of them;
/// every other byte goes through as it came, the first eight of each frame together. Each direction is used by one thread.
final class ApiVersionsMender: Sendable {
    /// Requests of ApiVersions version 3 or later that were not answered yet.
    private let asked = Mutex<Set<UInt32>>([])

    /// ApiVersions has the number 18 ("The Kafka protocol guide", API keys); tags are in version 3 and later (KIP-511).
    private static let apiVersions: UInt32 = 18
    private static let firstTaggedVersion: UInt32 = 3

    struct Requests {
        private var scanner = FrameScanner(headBytes: 8)
        private let mender: ApiVersionsMender

        init(_ mender: ApiVersionsMender) { self.mender = mender }

        /// Watches bytes on their way from the client.
        mutating func see(_ bytes: [UInt8]) {
            for case .head(let head, _) in scanner.scan(bytes) where head.count == 12 {
                // Length, then the call's number, its version, the correlation id.
                guard UInt32(bigEndian: head[4..<6]) == ApiVersionsMender.apiVersions,
                    UInt32(bigEndian: head[6..<8]) >= ApiVersionsMender.firstTaggedVersion
                else { continue }
                let id = UInt32(bigEndian: head[8..<12])
                // Bounded: a client asks once for each connection.
                mender.asked.withLock { if $0.count < 64 { $0.insert(id) } }
            }
        }
    }

    struct Responses {
        private var scanner = FrameScanner(headBytes: 4)
        private let mender: ApiVersionsMender
        /// The answer that is being gathered, and its full length.
        private var held: [UInt8] = []
        private var heldBytes = 0

        init(_ mender: ApiVersionsMender) { self.mender = mender }

        /// What is to be sent to the client for these bytes from the broker.
        mutating func mend(_ bytes: [UInt8]) -> [UInt8] {
            var output: [UInt8] = []
            for piece in scanner.scan(bytes) {
                switch piece {
                case .head(let head, let frameBytes):
                    if head.count == 8, frameBytes <= ApiVersionsAnswer.maximumBytes,
                        mender.asked.withLock({ $0.remove(UInt32(bigEndian: head[4..<8])) }) != nil
                    {
                        held = head
                        heldBytes = frameBytes
                    } else {
                        output += head
                    }
                case .rest(let rest):
                    if heldBytes > 0 { held += rest } else { output += rest }
                }
                if heldBytes > 0, held.count == heldBytes {
                    output += ApiVersionsAnswer.withoutTags(held) ?? held
                    held = []
                    heldBytes = 0
                }
            }
            return output
        }

        /// What is held back when the broker closes in the middle of a frame.
        func end() -> [UInt8] { held + scanner.incompleteHead }
    }
}
