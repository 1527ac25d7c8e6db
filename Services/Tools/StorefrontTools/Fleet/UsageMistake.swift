/// What is wrong with the command line, in one sentence.
package struct UsageMistake: Error, Sendable, Equatable {
    package let message: String

    package init(_ message: String) {
        self.message = message
    }
}
