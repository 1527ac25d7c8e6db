/// Takes one answer from libcurl's callbacks, within bounds. Confined to the thread that performs the transfer.
final class ResponseCollector {
    /// libcurl bounds one header line (100 KB), not their sum.
    static let maximumHeaderBytes = 256 << 10

    private let maximumBodyBytes: Int
    private var headerBytes = 0
    /// The empty line was there: the headers are complete.
    private(set) var headersEnded = false
    private(set) var headers: [(String, String)] = []
    private(set) var body: [UInt8] = []
    /// Says which bound was passed, after a callback refused its bytes.
    private(set) var overflow: String?

    init(maximumBodyBytes: Int) {
        self.maximumBodyBytes = maximumBodyBytes
    }

    /// False ends the transfer.
    func take(body bytes: some Collection<UInt8>) -> Bool {
        guard bytes.count <= maximumBodyBytes - body.count else {
            overflow = "the body is larger than \(maximumBodyBytes) bytes"
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    /// One whole line as libcurl gives it, with its line end: the status line, a header, the empty line, or a trailer.
    func take(headerLine bytes: some Collection<UInt8>) -> Bool {
        headerBytes += bytes.count
        guard headerBytes <= Self.maximumHeaderBytes else {
            overflow = "the headers are larger than \(Self.maximumHeaderBytes) bytes"
            return false
        }
        let line = String(decoding: bytes, as: UTF8.self).trimmingLineEnd()
        if line.hasPrefix("HTTP/") {
            // A status line, since no header's name has a slash: of the only answer, or of the final one after an
            // informational one (RFC 9110 §15.2).
            headers = []
            headersEnded = false
        } else if line.isEmpty {
            headersEnded = true
        } else if !headersEnded, let colon = line.firstIndex(of: ":") {
            headers.append((String(line[..<colon]), line[line.index(after: colon)...].trimmingBlanks()))
        }
        return true
    }
}

extension StringProtocol {
    fileprivate func trimmingLineEnd() -> String {
        var rest = self[...]
        while let last = rest.last, last.isNewline { rest.removeLast() }
        return String(rest)
    }

    /// RFC 9110 §5.5: blanks around a value are not part of it.
    fileprivate func trimmingBlanks() -> String {
        var rest = self[...]
        while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return String(rest)
    }
}
