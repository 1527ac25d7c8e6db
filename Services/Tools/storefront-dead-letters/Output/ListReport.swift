import JSON
import StorefrontTools
import StructuredLogging

/// Dead letters as a table, and how many there are for each reason.
struct ListReport: Sendable {
    private static let reasonWidth = 100
    private static let reasonRows = 30

    private let letters: [DeadLetter]
    /// Those that are done with and not shown.
    private let hidden: Int
    private let counts: [Count]

    private struct Count: Sendable {
        let topic: String
        let code: String
        let reason: String
        let count: Int
    }

    init(_ all: [DeadLetter], includingHandled: Bool) {
        letters = includingHandled ? all : all.filter { $0.handled == nil }
        hidden = all.count - letters.count
        counts = Dictionary(grouping: letters) { [$0.place.topic, $0.code, $0.reason] }.map { key, letters in
            Count(topic: key[0], code: key[1], reason: key[2], count: letters.count)
        }.sorted { (-$0.count, $0.topic, $0.code, $0.reason) < (-$1.count, $1.topic, $1.code, $1.reason) }
    }

    var lines: [String] {
        guard !letters.isEmpty else { return ["no dead letters" + done] }
        var table = TextTable([
            .init(title: "dead letter"), .init(title: "from"), .init(title: "code"),
            .init(title: "tries", alignment: .right), .init(title: "failed at"), .init(title: "state"),
            .init(title: "reason"),
        ])
        for letter in letters {
            table.add([
                safe(letter.place.description), safe(letter.source?.description ?? "?"), safe(letter.code),
                letter.attempts.map { "\($0)" } ?? "?", letter.failedAt.moment,
                letter.handled?.outcome.rawValue ?? "open", reason(letter.reason),
            ])
        }
        var reasons = TextTable([
            .init(title: "count", alignment: .right), .init(title: "topic"), .init(title: "code"),
            .init(title: "reason"),
        ])
        for count in counts.prefix(Self.reasonRows) {
            reasons.add(["\(count.count)", safe(count.topic), safe(count.code), reason(count.reason)])
        }
        var lines = table.lines() + [""] + reasons.lines()
        if counts.count > Self.reasonRows { lines.append("… and \(counts.count - Self.reasonRows) more reasons") }
        let topics = Set(letters.map(\.place.topic)).count
        return lines + ["", "\(letters.count.counted("dead letter")) in \(topics.counted("topic"))\(done)"]
    }

    private var done: String { hidden == 0 ? "" : "; \(hidden) done with (--all shows them)" }

    private func safe(_ text: String) -> String { TerminalText.line(text) }
    private func reason(_ text: String) -> String { safe(text).shortened(to: Self.reasonWidth) }
}

extension ListReport: JSONObjectWritable {
    func writeMembers(to writer: inout JSONWriter) {
        writer.member("deadLetters", letters)
        writer.member("counts") { writer in
            writer.array { writer in
                for count in counts {
                    writer.object { writer in
                        writer.member("topic", count.topic)
                        writer.member("code", count.code)
                        writer.member("reason", count.reason)
                        writer.member("count", count.count)
                    }
                }
            }
        }
        writer.member("hidden", hidden)
    }
}

extension Int64 {
    /// Milliseconds since 1970 as "2026-11-25T07:12:03.123Z"; a number that no year of four digits has, as it is.
    var moment: String {
        (0...253_402_300_799_999).contains(self) ? UTCTimestamp(milliseconds: self).iso8601(zone: "Z") : "\(self)"
    }
}
