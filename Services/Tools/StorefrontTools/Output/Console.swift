import CommandLineOptions

/// Where lines go: the process's standard streams, or a list in tests.
struct Console: Sendable {
    /// Results: standard output.
    let print: @Sendable (String) -> Void
    /// Everything else: standard error.
    let note: @Sendable (String) -> Void

    static let standard = Console(
        print: { StandardStream.output.print($0) }, note: { StandardStream.error.print($0) })
}
