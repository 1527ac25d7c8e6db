import StorefrontContracts
import Synchronization
import Testing

@testable import StorefrontTools

@Suite struct MergeJoinTests {
    private static let a = "60a52f0e1c9d440000a1b2c3"
    private static let b = "60a52f0e1c9d440000a1b2c4"

    private func groups(_ reader: ScriptedReader) throws -> [CustomerGroup] {
        var join = MergeJoin(reader)
        var groups: [CustomerGroup] = []
        while let group = try join.next() { groups.append(group) }
        return groups
    }

    @Test func `what belongs together comes together, whoever lacks it`() throws {
        var contents = ScriptedReader.Contents()
        contents.customers[.accounts] = [.make(Self.a), .make(Self.b), .make("zoe")]
        contents.customers[.orders] = [.make(Self.b), .make("adam")]
        contents.addProcessed("o1", of: .make(Self.b))
        contents.addProcessed("o2", of: .make(Self.b))
        contents.addProcessed("o3", of: .make(Self.b))
        let groups = try groups(ScriptedReader(contents))
        // Ids that are no ObjectIds come before those that are, as MongoDB sorts them.
        #expect(groups.map(\.id) == ["adam", "zoe", Self.a, Self.b])
        #expect(groups.map { $0.accounts != nil } == [false, true, true, true])
        #expect(groups.map { $0.orders != nil } == [true, false, false, true])
        #expect(groups[3].orderList.map(\.guid) == ["o1", "o2", "o3"])
        #expect(groups[3].fulfillments.count == 3 && groups[3].summaries.count == 3)
    }

    @Test func `nothing is there, and nothing comes`() throws {
        #expect(try groups(ScriptedReader()).isEmpty)
    }

    @Test func `what belongs to no customer comes first`() throws {
        var contents = ScriptedReader.Contents()
        contents.add(.make("adam"))
        contents.addProcessed("o1", of: .make("adam"))
        contents.summaries[0].customerId = nil
        #expect(try groups(ScriptedReader(contents)).map(\.id) == [nil, "adam"])
    }

    @Test func `the pages of a hundred thousand customers are not held together`() throws {
        var contents = ScriptedReader.Contents()
        for number in 0..<2_000 { contents.add(.make("c\(10_000 + number)")) }
        let reader = ScriptedReader(contents, pageSize: 100)
        #expect(try groups(reader).count == 2_000)
        // 20 pages and an empty one of three lists, and one empty page of the others.
        #expect(reader.state.withLock { $0.asked.count } == 3 * 21 + 3)
    }

    @Test func `a service that does not keep the order cannot be compared`() throws {
        var contents = ScriptedReader.Contents()
        contents.customers[.orders] = [.make(Self.b), .make(Self.a)]
        #expect(throws: ToolFailure.self) { try groups(ScriptedReader(contents, isSorted: false)) }
    }

    @Test func `a service that cannot be asked is the failure`() throws {
        let reader = ScriptedReader()
        reader.state.withLock { $0.failure = ToolFailure("gone") }
        #expect(throws: ToolFailure("gone")) { try groups(reader) }
    }
}
