/// Watches a stream of length-prefixed frames go by, however it is cut into pieces, and reads the first bytes of each.
struct FrameScanner {
    /// How many bytes after the length are read.
    private let headBytes: Int
    private var head: [UInt8] = []
    /// Bytes of the present frame that are still to come, once its head is complete.
    private var left = 0

    init(headBytes: Int) { self.headBytes = headBytes }

    enum Piece: Equatable {
        /// A frame's length field and head. A frame shorter than a head is given whole.
        case head([UInt8], frameBytes: Int)
        case rest(ArraySlice<UInt8>)
    }

    /// The pieces of `bytes` that are complete; concatenated over all calls they are the stream.
    mutating func scan(_ bytes: [UInt8]) -> [Piece] {
        var pieces: [Piece] = []
        var bytes = bytes[...]
        while !bytes.isEmpty {
            if left > 0 {
                pieces.append(.rest(bytes.prefix(left)))
                let taken = min(left, bytes.count)
                left -= taken
                bytes = bytes.dropFirst(taken)
                continue
            }
            let wanted = head.count < 4 ? 4 : 4 + min(headBytes, length)
            let taken = bytes.prefix(wanted - head.count)
            head += taken
            bytes = bytes.dropFirst(taken.count)
            guard head.count >= 4, head.count == 4 + min(headBytes, length) else { continue }
            pieces.append(.head(head, frameBytes: 4 + length))
            left = length + 4 - head.count
            head = []
        }
        return pieces
    }

    /// A head that has not come whole: what the stream still owes when it ends here.
    var incompleteHead: [UInt8] { head }

    private var length: Int { Int(UInt32(bigEndian: head.prefix(4))) }
}
