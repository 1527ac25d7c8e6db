/// What became of the selected dead letters.
struct ActionReport: Sendable {
    struct Failure: Sendable {
        let place: DeadLetterPlace
        let reason: String
    }

    let outcome: HandledMark.Outcome
    /// Each with the place where its record is now, if it was sent.
    var done: [(place: DeadLetterPlace, target: String?)] = []
    /// Named by their place, and done with before.
    var skipped: [(place: DeadLetterPlace, mark: HandledMark)] = []
    var failures: [Failure] = []

    init(outcome: HandledMark.Outcome) {
        self.outcome = outcome
    }

    /// Places that were named and hold no dead letter.
    mutating func missing(from selection: DeadLetterSelection, found: Set<DeadLetterPlace>) {
        guard case .places(let places) = selection else { return }
        failures += places.subtracting(found).sorted().map {
            Failure(place: $0, reason: "there is no such dead letter")
        }
    }

    /// One that is done with is worth a word only when it was named.
    mutating func skip(_ letter: DeadLetter, _ mark: HandledMark, _ selection: DeadLetterSelection) {
        if case .places = selection { skipped.append((letter.place, mark)) }
    }
}
