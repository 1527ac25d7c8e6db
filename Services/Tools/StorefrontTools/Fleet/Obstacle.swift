/// Why something is not so yet, in a sentence.
struct Obstacle: Sendable, Equatable {
    let sentence: String
    /// A service, or the gateway before it, cannot be reached or says that it cannot answer now.
    let isServiceAway: Bool

    init(_ sentence: String, isServiceAway: Bool = false) {
        self.sentence = sentence
        self.isServiceAway = isServiceAway
    }
}
