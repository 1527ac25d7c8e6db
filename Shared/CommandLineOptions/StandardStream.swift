import Glibc

/// Lines for people on the standard streams of the process: unbuffered, so that they show at once through a pipe too.
public enum StandardStream: Sendable {
    /// Results.
    case output
    /// Everything else: progress, and what is wrong.
    case error

    /// Writes the text and a line break, whole unless the reader is gone or the disk is full: then there is nobody to
    /// tell. May be called by several threads; each call is written by one system call if the system takes it whole.
    public func print(_ line: String) {
        let descriptor = self == .output ? STDOUT_FILENO : STDERR_FILENO
        var rest = Array("\(line)\n".utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
