import Testing

@testable import Web

@Suite struct QueryStringTests {
    @Test func `values by name, in order`() {
        let query = QueryString("a=1&b=x=y&a=2+3&&%61=4&c&=5")
        #expect(query.values("a") == ["1", "2 3", "4"])
        #expect(query.values("b") == ["x=y"])
        #expect(query.values("c") == [""])
        #expect(query.values("") == ["5"])
        #expect(query.values("d") == [])
        #expect(QueryString("a=1&\u{301}b=2").values("\u{301}b") == ["2"])
        #expect(QueryString(nil).values("a") == [])
    }
}
