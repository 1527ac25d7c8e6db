import StorefrontContracts
import Synchronization
import Testing

@testable import StorefrontTools

@Suite struct VerificationTests {
    private let clock = FakeClock()

    private func reader(behind: [String] = []) -> ScriptedReader {
        var contents = ScriptedReader.Contents()
        for id in ["a", "b", "c"] { contents.add(.make(id, version: 2)) }
        for id in behind { contents.customers[.orders]?.removeAll { $0.id == id } }
        return ScriptedReader(contents, pageSize: 10)
    }

    @Test func `what agrees is looked at once`() throws {
        let reader = reader()
        let outcome = try Verification(reader: reader, clock: clock).run(patience: .seconds(9))
        #expect(outcome.isAgreed && outcome.looks == 1 && clock.pauses.isEmpty)
    }

    @Test func `what is on its way is waited for, and only that is looked at again`() throws {
        let reader = reader(behind: ["b"])
        var seen: [String] = []
        let outcome = try Verification(reader: reader, clock: clock).run(patience: .seconds(9)) { group, _ in
            seen.append(group.id ?? "")
            if group.id == "c" { reader.change { $0.customers[.orders]?.append(.make("b", version: 2)) } }
        }
        #expect(outcome.isAgreed && outcome.looks == 2 && seen == ["a", "b", "c"])
        #expect(outcome.counts.customers == 3)
        #expect(
            reader.state.withLock { $0.asked.suffix(6).map(\.customers) } == Array(repeating: [nil, "b"], count: 6))
    }

    @Test func `what stays different is told at the end of the time`() throws {
        let outcome = try Verification(reader: reader(behind: ["a", "b"]), clock: clock).run(patience: .seconds(3))
        #expect(outcome.differences.map(\.customer) == ["a", "b"])
        #expect(outcome.waited == .seconds(3) && clock.elapsed == .seconds(3))
    }

    @Test func `without patience one look is enough`() throws {
        let outcome = try Verification(reader: reader(behind: ["a"]), clock: clock).run(patience: .zero)
        #expect(outcome.looks == 1 && outcome.differenceCount == 1)
    }

    @Test func `more differences than are kept are counted`() throws {
        var contents = ScriptedReader.Contents()
        contents.customers[.accounts] = (0..<6_000).map { .make("c\(10_000 + $0)") }
        let outcome = try Verification(reader: ScriptedReader(contents, pageSize: 1_000), clock: clock).run(
            patience: .zero)
        #expect(outcome.differenceCount == 12_000 && outcome.differences.count == FleetComparison.maximumKept)
    }
}
