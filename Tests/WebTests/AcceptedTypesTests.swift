import Testing

@testable import Web

@Suite struct AcceptedTypesTests {
    private let offers = ["application/hal+json", "application/json"]

    @Test(
        arguments: [
            ([], "application/hal+json"),
            ([""], "application/hal+json"),
            (["*/*"], "application/hal+json"),
            (["application/*"], "application/hal+json"),
            (["application/json"], "application/json"),
            (["Application/JSON ; charset=utf-8"], "application/json"),
            (["application/json, */*;q=0.5"], "application/json"),
            (["application/hal+json;q=0.5", "application/json;q=0.7"], "application/json"),
            (["application/json;q=0.001"], "application/json"),
            (["*/*, application/hal+json;q=0"], "application/json"),
            (["application/hal+json;q=0.2, application/*;q=0.1, */*"], "application/hal+json"),
            (["*/*;q=0"], nil),
            (["application/json;q=0"], nil),
            (["application/json;q=0.000, text/html"], nil),
            (["text/html"], nil),
        ] as [([String], String?)])
    func `the type that the client likes best`(accept: [String], best: String?) throws {
        #expect(try #require(AcceptedTypes(accept)).best(of: offers) == best)
    }

    @Test(
        arguments: [
            "foo", "*/json", "application/", "application/json;q=2", "application/json;q=1.001", "a/b;q=0.1234",
            "a/b;q=",
            "a/b;q=.5", "a/b;q=-1", "a/b;q=00", "a/b c/d", "a/b;q=0x",
        ])
    func `a field that cannot be read`(accept: String) {
        #expect(AcceptedTypes([accept]) == nil)
    }

    @Test func `parameters of an offer do not count`() {
        #expect(AcceptedTypes(["text/plain"])?.best(of: ["text/plain;charset=UTF-8"]) == "text/plain;charset=UTF-8")
    }
}
