import CommandLineOptions

/// Where lines go: the process's standard streams, or a list in tests.
package struct Console: Sendable {
    /// Results: standard output.
    package let print: @Sendable (String) -> Void
    /// Everything else: standard error.
    package let note: @Sendable (String) -> Void

    package init(print: @escaping @Sendable (String) -> Void, note: @escaping @Sendable (String) -> Void) {
        self.print = print
        self.note = note
    }

    package static let standard = Console(
        print: { StandardStream.output.print($0) }, note: { StandardStream.error.print($0) })
}
