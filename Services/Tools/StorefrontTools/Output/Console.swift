import Glibc

/// Where lines go: the process's standard streams, or a list in tests.
struct Console: Sendable {
    /// Results: standard output.
    let print: @Sendable (String) -> Void
    /// Everything else: standard error.
    let note: @Sendable (String) -> Void

    /// Unbuffered, so that progress shows through a pipe too.
    static let standard = Console(
        print: { write($0 + "\n", to: STDOUT_FILENO) }, note: { write($0 + "\n", to: STDERR_FILENO) })

    private static func write(_ text: String, to descriptor: Int32) {
        let bytes = Array(text.utf8)
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            // A reader that is gone, or a full disk: nothing can be told to anybody.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
