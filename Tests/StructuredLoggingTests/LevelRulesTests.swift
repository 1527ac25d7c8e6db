import Testing

@testable import StructuredLogging

@Suite struct LevelRulesTests {
    @Test func `the longest prefix decides and ends at a dot`() {
        var rules = LevelRules()
        rules.root = .warning
        rules.set(.debug, for: "storefront")
        rules.set(.error, for: "storefront.http")
        #expect(rules.level(for: "other") == .warning)
        #expect(rules.level(for: "storefront") == .debug)
        #expect(rules.level(for: "storefront.kafka.consumer") == .debug)
        #expect(rules.level(for: "storefront.http") == .error)
        #expect(rules.level(for: "storefront.http.server") == .error)
        #expect(rules.level(for: "storefront.https") == .debug)
        #expect(rules.level(for: "storefronts") == .warning)
    }

    @Test func `nil gives the inherited level back`() {
        var rules = LevelRules()
        rules.set(.debug, for: "a")
        rules.set(.error, for: "a.b")
        rules.set(nil, for: "a.b")
        #expect(rules.level(for: "a.b") == .debug)
        rules.set(nil, for: "a")
        #expect(rules.level(for: "a.b") == .info)
    }
}
