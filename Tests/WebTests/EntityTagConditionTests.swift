import Testing

@testable import Web

@Suite struct EntityTagConditionTests {
    @Test(
        arguments: [
            (["*"], .any),
            ([" * "], .any),
            (["\"3\""], .tags(["\"3\""])),
            (["\"3\", \"\" ,\"a b\""], nil),
            (["\"3\",\"\"", "\"a,b\""], .tags(["\"3\"", "\"\"", "\"a,b\""])),
            (["W/\"3\""], .tags(["W/\"3\""])),
        ] as [([String], EntityTagCondition?)])
    func `conditions compared strongly`(values: [String], condition: EntityTagCondition?) {
        #expect(EntityTagCondition(values, comparison: .strong) == condition)
    }

    @Test(arguments: ["", ",", "3", "\"3", "3\"", "w/\"3\"", "\"3\" \"4\"", "*, \"3\"", "\"3\", 4"])
    func `what cannot be read`(value: String) {
        #expect(EntityTagCondition([value], comparison: .weak) == nil)
    }

    @Test func `a version matches its own tag`() throws {
        let strong = try #require(EntityTagCondition(["\"2\", W/\"3\""], comparison: .strong))
        #expect([nil, 2, 3, 4].map(strong.matches) == [false, true, false, false])
        let weak = try #require(EntityTagCondition(["\"2\", W/\"3\""], comparison: .weak))
        #expect([nil, 2, 3, 4].map(weak.matches) == [false, true, true, false])
        #expect([nil, 0].map(EntityTagCondition.any.matches) == [false, true])
    }
}
