import CommandLineOptions
import StorefrontTools
import Testing

@testable import storefront_dead_letters

@Suite struct DeadLettersOptionsTests {
    /// 2026-11-25T07:00:00Z
    private static let now: Int64 = 1_795_590_000_000

    private func options(_ arguments: String...) throws -> DeadLettersOptions {
        guard case .run(let parsed) = DeadLettersOptions.command.parse(arguments) else {
            throw UsageMistake("not parsed: \(arguments)")
        }
        return try DeadLettersOptions(parsed, now: Self.now)
    }

    @Test func `list takes filters`() throws {
        let options = try options(
            "list", "--kafka", "k:1", "--topic", "t", "--group", "g", "--code", "c", "--reason", "r", "--since", "2h",
            "--all", "--json")
        #expect(options.kafka == "k:1")
        #expect(options.printsJSON)
        guard case .list(let filter, includingHandled: true) = options.action else {
            Issue.record("\(options.action)")
            return
        }
        var expected = DeadLetterFilter()
        expected.topic = "t"
        expected.group = "g"
        expected.code = "c"
        expected.reason = "r"
        expected.since = Self.now - 7_200_000
        #expect(filter == expected)
    }

    @Test(arguments: [
        ("30m", now - 1_800_000), ("7d", now - 604_800_000), ("0s", now), ("2026-11-25T07:00:00Z", now),
        ("2026-11-25T07:00:00.250Z", now + 250), ("2026-11-25", now - 25_200_000),
    ])
    func `since is a duration, a time or a date`(text: String, moment: Int64) throws {
        guard case .list(let filter, _) = try options("list", "--since", text).action else { return }
        #expect(filter.since == moment)
    }

    @Test(arguments: [
        ["show", "t.g/0@1"], ["show", "t.dlt/0"], ["show", "t.dlt/x@1"], ["show", "t.dlt/0@-1"],
        ["show", "t.dlt/0@1", "--bytes", "many"], ["list", "--since", "yesterday"], ["list", "--since", "-3h"],
        ["redrive"], ["discard", "--yes"], ["redrive", "t.dlt/0@1", "--code", "c"],
        ["discard", "--everything", "--code", "c"],
    ])
    func `mistakes are named and nothing is done`(arguments: [String]) throws {
        guard case .run(let parsed) = DeadLettersOptions.command.parse(arguments) else {
            Issue.record("not parsed")
            return
        }
        #expect(throws: UsageMistake.self) { try DeadLettersOptions(parsed, now: Self.now) }
    }

    @Test func `places may be named, one or several`() throws {
        guard
            case .redrive(.places(let places), again: false) = try options("redrive", "a.b.dlt/0@1", "c.dlt/2@30")
                .action
        else {
            Issue.record("other places")
            return
        }
        #expect(places.sorted().map(\.description) == ["a.b.dlt/0@1", "c.dlt/2@30"])
    }
}
