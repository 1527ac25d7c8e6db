import CHTTPServer

/// A connection that a worker holds for one request: the only owner of the C lease. Answering ends it.
///
/// It keeps the daemon's memory alive. A lease that goes without an answer cuts the connection off, so that no client
/// waits for one that will not come.
@safe
final class Lease: @unchecked Sendable {
    // Safe to share: both variables never change, and the C side refuses a lease that was used up. One worker uses it.
    private let daemon: Daemon
    private let lease: hd_lease

    init(_ lease: hd_lease, of daemon: Daemon) {
        unsafe self.lease = lease
        self.daemon = daemon
    }

    deinit { unsafe hd_end_stream(lease, false) }

    /// The next bytes of the request's body; nil at its end.
    func readBody(limit: Int) throws -> [UInt8]? {
        var result = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 16_384) { buffer, count in
            unsafe result = hd_read_body(lease, buffer.baseAddress, buffer.count)
            count = max(result, 0)
        }
        guard result < 0 else { return result > 0 ? bytes : nil }
        switch Int32(result) {
        case HD_READ_TOO_LARGE.rawValue: throw BodyTooLarge(limit: limit)
        case HD_READ_TIMED_OUT.rawValue: throw RequestBodyError.timedOut
        case HD_READ_MALFORMED.rawValue: throw RequestBodyError.malformed
        default: throw RequestBodyError.closed
        }
    }

    /// Answers in one write. What the peer does not take at once is the loop's care.
    func send(_ response: EncodedResponse) {
        unsafe response.withPointer { unsafe hd_send_response(lease, $0) }
    }

    /// Sends a piece of a streamed answer, the head before the first one.
    func stream(_ bytes: [UInt8], head: EncodedResponse) throws {
        let sent = unsafe head.withPointer { head in
            unsafe bytes.withUnsafeBufferPointer {
                unsafe hd_stream_response(lease, head, $0.baseAddress, $0.count)
            }
        }
        guard sent else { throw ConnectionLost() }
    }

    func endStream(complete: Bool) { unsafe hd_end_stream(lease, complete) }
}
