import HTTP
import JSON
import Testing

@testable import Web

@Suite struct ResponseRepresentationsTests {
    private struct Item: JSONObjectWritable {
        func writeMembers(to writer: inout JSONWriter) { writer.member("name", "Mary") }
    }

    @Test func `a HAL item`() {
        let links = [
            Link("self", "http://shop/customers/7"), Link("search", "http://shop/customers{?email}", templated: true),
        ]
        #expect(
            Response.hal(.ok, Item(), links: links, version: 3, contentType: "application/hal+json").whole == """
                200
                Content-Type: application/hal+json
                ETag: "3"

                {"name":"Mary","_links":{"self":{"href":"http://shop/customers/7"},\
                "search":{"href":"http://shop/customers{?email}","templated":true}}}
                """)
        #expect(
            Response.hal(.ok, Item(), links: [], version: nil, contentType: "application/json").headers["ETag"] == nil)
    }

    @Test func `JSON and text`() {
        #expect(Response.json(.created, Item()).whole == "201\nContent-Type: application/json\n\n{\"name\":\"Mary\"}")
        #expect(Response.text(.ok, "ü").whole == "200\nContent-Type: text/plain;charset=UTF-8\n\nü")
    }
}
