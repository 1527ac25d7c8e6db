import Testing

@testable import Web

@Suite struct PathTemplateTests {
    @Test func `segments and names`() {
        let template = PathTemplate("/customers/{id}/orders/{guid}")
        #expect(
            template.segments == [.literal("customers"), .parameter("id"), .literal("orders"), .parameter("guid")])
        #expect(template.parameterNames == ["id", "guid"])
        #expect(PathTemplate("/").segments == [])
    }

    @Test func `a template without a slash traps`() async {
        await #expect(processExitsWith: .failure) { _ = PathTemplate("customers") }
    }

    @Test func `a half parameter traps`() async {
        await #expect(processExitsWith: .failure) { _ = PathTemplate("/a/x{id}") }
    }
}
