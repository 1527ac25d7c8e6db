/// What is wrong with the command line, in one sentence.
struct UsageMistake: Error, Sendable, Equatable {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}
