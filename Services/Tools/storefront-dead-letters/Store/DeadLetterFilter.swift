import CommandLineOptions
import FoundationEssentials
import StorefrontContracts
import StorefrontTools

/// Which dead letters are meant.
struct DeadLetterFilter: Sendable, Equatable {
    var topic: String?
    var group: String?
    var code: String?
    var reason: String?
    /// Milliseconds since 1970.
    var since: Int64?

    var isEmpty: Bool { self == DeadLetterFilter() }

    init() {}

    init(_ arguments: Arguments, now: Int64) throws(UsageMistake) {
        topic = arguments.value("--topic")
        group = arguments.value("--group")
        code = arguments.value("--code")
        reason = arguments.value("--reason")
        if let text = arguments.value("--since") {
            guard let moment = Self.moment(text, now: now) else {
                throw UsageMistake(
                    "--since takes 30m, 12h, 7d, a date or a time as 2026-11-25T07:00:00Z, not \(text.debugDescription)"
                )
            }
            since = moment
        }
    }

    /// Whether a dead-letter topic can hold what is meant: the others need not be read.
    func mayLie(in deadLetterTopic: String) -> Bool {
        guard let topic else { return true }
        return deadLetterTopic == topic
            || deadLetterTopic.hasPrefix(topic + ".") && deadLetterTopic.hasSuffix(DeadLetterTopic.suffix)
    }

    func matches(_ letter: DeadLetter) -> Bool {
        if let topic, letter.place.topic != topic, letter.source?.topic != topic { return false }
        if let group, letter.group != group { return false }
        if let code, letter.code != code { return false }
        if let reason, !letter.reason.lowercased().contains(reason.lowercased()) { return false }
        if let since, letter.failedAt < since { return false }
        return true
    }

    private static func moment(_ text: String, now: Int64) -> Int64? {
        let units: [Character: Int64] = ["s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
        if let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()), count >= 0 {
            let (duration, overflow) = count.multipliedReportingOverflow(by: unit)
            return overflow ? nil : now - duration
        }
        let date =
            (try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text))
            ?? (try? Date.ISO8601FormatStyle().parse(text))
            ?? (try? Date.ISO8601FormatStyle().year().month().day().parse(text))
        return date.flatMap { Int64(exactly: ($0.timeIntervalSince1970 * 1_000).rounded()) }
    }
}

/// What an action is applied to.
enum DeadLetterSelection: Sendable {
    case places(Set<DeadLetterPlace>)
    case matching(DeadLetterFilter)

    func mayLie(in deadLetterTopic: String) -> Bool {
        switch self {
        case .places(let places): places.contains { $0.topic == deadLetterTopic }
        case .matching(let filter): filter.mayLie(in: deadLetterTopic)
        }
    }

    func matches(_ letter: DeadLetter) -> Bool {
        switch self {
        case .places(let places): places.contains(letter.place)
        case .matching(let filter): filter.matches(letter)
        }
    }
}
