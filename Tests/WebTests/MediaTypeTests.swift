import Testing

@testable import Web

@Suite struct MediaTypeTests {
    @Test func `type, subtype and charset`() throws {
        let type = try #require(MediaType(" Application/HAL+JSON ; profile=x; Charset=\"UTF-8\""))
        #expect(type.essence == "application/hal+json")
        #expect(type.charset == "utf-8")
        #expect(type.isJSON)
        #expect(MediaType("application/json")?.isJSON == true)
        #expect(MediaType("text/json")?.isJSON == false)
        #expect(MediaType("application/jsonx")?.isJSON == false)
    }

    @Test(arguments: ["", "application", "application/", "/json", "a/b c", "a/b;c", "a /b", "a/b, a/b", "ä/b"])
    func `no media type`(value: String) {
        #expect(MediaType(value) == nil)
    }
}
