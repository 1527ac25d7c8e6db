import HTTP
import JSON
import Testing

@testable import Web

@Suite struct RequestContextBodyTests {
    private struct Customer: JSONReadable, JSONWritable {
        let name: String
        let age: Int64

        init(reading value: JSONValueReader) {
            let object = value.object()
            name = object.required("name") { $0.string(.length(1...5)) }
            age = object.required("age") { $0.integer(in: 0...150) }
        }

        func write(to writer: inout JSONWriter) { writer.string("\(name), \(age)") }
    }

    private func makeFixture() throws -> RouterFixture {
        try RouterFixture([
            Route(.post, "/c", summary: "", bodyLimit: 64) { .json(.created, try $0.body(Customer.self)) },
            Route(.patch, "/c", summary: "", bodyLimit: 64) { .json(.ok, try $0.mergePatch()) },
        ])
    }

    @Test(arguments: [nil, "application/json", "application/json;charset=UTF-8", "application/hal+json", "a/b+json"])
    func `JSON is read under its names`(contentType: String?) throws {
        let response = try makeFixture().send(
            .post, "/c", headers: contentType.map { ["Content-Type": $0] } ?? [:], body: #"{"name":"Mary","age":7}"#)
        #expect(response.status == .created)
        #expect(response.text == #""Mary, 7""#)
    }

    @Test(
        arguments: [
            "text/plain", "application/xml", "application/json-patch+json", "application/merge-patch+json", "json", "",
            "application/json;charset=utf-16", "application/x-www-form-urlencoded",
        ])
    func `another type is refused with what would be taken`(contentType: String) throws {
        let response = try makeFixture().send(.post, "/c", headers: ["Content-Type": contentType], body: "{}")
        #expect(response.status.code == 415)
        #expect(response.headers["Accept"] == "application/json, application/*+json")
        #expect(response.text.contains(#""code":"unsupported-media-type""#))
    }

    @Test func `a compressed body is refused`() throws {
        let response = try makeFixture().send(.post, "/c", headers: ["Content-Encoding": "gzip"], body: "{}")
        #expect(response.status.code == 415)
        #expect(response.headers["Accept-Encoding"] == "identity")
    }

    @Test func `all faults of a body, each with its place`() throws {
        #expect(
            try makeFixture().send(.post, "/c", body: #"{"name":7}"#).whole == """
                400
                Content-Type: application/problem+json
                X-Request-ID: test-id

                {"type":"about:blank","title":"Bad Request","status":400,"detail":"In the body, /name must be a string, \
                not a number (and 1 more).","code":"unreadable-body","requestId":"test-id","timestamp":"…",\
                "error":"Bad Request","message":"In the body, /name must be a string, not a number (and 1 more).",\
                "path":"/c","errors":[{"pointer":"/name","code":"type","detail":"/name must be a string, not a \
                number"},{"pointer":"/age","code":"missing","detail":"/age is required"}]}
                """)
    }

    @Test(
        arguments: [
            ("", 400, "empty-body"), ("{", 400, "malformed-json"), ("{} x", 400, "malformed-json"),
            ("[1,2]", 400, "unreadable-body"), (#"{"name":"Mary","age":null}"#, 400, "unreadable-body"),
            (#"{"name":"","age":151}"#, 422, "invalid-values"),
            (#"{"name":"Mary","age":7,"x":"0123456789012345678901234567890123456789"}"#, 413, "body-too-large"),
        ])
    func `bodies that are refused`(body: String, status: Int, code: String) throws {
        let response = try makeFixture().send(.post, "/c", body: body)
        #expect(response.status.code == status)
        #expect(response.text.contains("\"code\":\"\(code)\""))
    }

    @Test func `a limit is named`() throws {
        let body = String(repeating: " ", count: 65)
        #expect(try makeFixture().send(.post, "/c", body: body).text.contains("the limit of 64 bytes"))
    }

    @Test func `bytes that are not UTF-8 are no JSON`() throws {
        let request = Request(
            head: Request.make(.post, "/c").head, body: RequestBody(bytes: [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]))
        #expect(try makeFixture().router.respond(to: request).status == .badRequest)
    }

    @Test(arguments: [nil, "application/json", "application/merge-patch+json"])
    func `merge patches`(contentType: String?) throws {
        let response = try makeFixture().send(
            .patch, "/c", headers: contentType.map { ["Content-Type": $0] } ?? [:], body: #"{ "a": null }"#)
        #expect(response.status == .ok)
        #expect(response.text == #"{"a":null}"#)
    }

    @Test(arguments: ["application/json-patch+json", "application/hal+json", "text/plain"])
    func `no merge patch`(contentType: String) throws {
        let response = try makeFixture().send(.patch, "/c", headers: ["Content-Type": contentType], body: "{}")
        #expect(response.status.code == 415)
        #expect(response.headers["Accept-Patch"] == "application/merge-patch+json, application/json")
    }
}
