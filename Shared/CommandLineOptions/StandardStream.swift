import Glibc

/// Standard output or standard error, written without a buffer: a line is seen at once, through a pipe too.
public enum StandardStream: Sendable {
    case output, error

    /// Writes the text and a line break. Thread-safe; lines of several threads may mix when they are longer than PIPE_BUF.
    /// When nobody reads any more or the disk is full, the rest is lost: there is nobody to tell.
    public func write(line: String) {
        StandardStream.write(Array((line + "\n").utf8), to: self == .output ? STDOUT_FILENO : STDERR_FILENO)
    }

    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
