import StructuredLogging

/// Notes that dead letters are done with; nothing is sent.
struct Discard {
    private static let batchCount = 500

    private let store: DeadLetterStore
    private let letters: [DeadLetter]
    private var report = ActionReport(outcome: .discarded)

    /// Finds what is selected and open.
    init(store: DeadLetterStore, selection: DeadLetterSelection) throws {
        self.store = store
        let found = try store.letters(in: selection)
        report.missing(from: selection, found: Set(found.map(\.place)))
        for letter in found {
            if let mark = letter.handled { report.skip(letter, mark, selection) }
        }
        letters = found.filter { $0.handled == nil }
    }

    var count: Int { letters.count }

    /// "Discard 3 dead letters of 2 topics?"
    var question: String {
        let topics = Set(letters.map(\.place.topic)).count
        return "Discard \(count.counted("dead letter")) of \(topics.counted("topic"))?"
    }

    func run() throws -> ActionReport {
        var report = report
        let now = UTCTimestamp.now().milliseconds
        for (topic, all) in Dictionary(grouping: letters, by: \.place.topic).sorted(by: { $0.key < $1.key }) {
            for start in stride(from: 0, to: all.count, by: Self.batchCount) {
                let batch = all[start..<min(start + Self.batchCount, all.count)]
                let marks = batch.map {
                    HandledMark(subject: $0.subject, outcome: .discarded, at: now, target: nil)
                }
                for (letter, fault) in zip(batch, try store.note(marks, of: topic)) {
                    if let fault {
                        report.failures.append(.init(place: letter.place, reason: "it stays open: \(fault)"))
                    } else {
                        report.done.append((letter.place, nil))
                    }
                }
            }
        }
        return report
    }
}

extension Int {
    /// "1 topic", "2 topics"
    func counted(_ noun: String) -> String { self == 1 ? "1 \(noun)" : "\(self) \(noun)s" }
}
