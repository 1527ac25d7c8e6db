import HTTP
import JSON
import PrometheusMetrics
import StructuredLogging
import Testing

@testable import Web

@Suite struct RouterTests {
    private struct Strange: Error {
        let secret = "password=1234"
    }

    private func makeFixture(logLevel: Logger.Level = .info) throws -> RouterFixture {
        var writing = Route(.get, "/sample", summary: "Writes") { _ in .text(.created, "Done") }
        writing.allowsHead = false
        return try RouterFixture(
            [
                Route(.get, "/customers/{id}", summary: "A customer") { context in
                    .text(.ok, "customer \(context.parameter("id")) as \(context.template)")
                },
                Route(.patch, "/customers/{id}", summary: "Change", bodyLimit: 100) { _ in Response(.noContent) },
                Route(.get, "/customers/summary", summary: "All") { _ in
                    .jsonStream("customers") { emit in try emit { $0.value("one") } }
                },
                Route(.post, "/sample", summary: "Writes", produces: Response.textTypes) { _ in
                    .text(.created, "Done")
                },
                writing,
                Route(.get, "/refused", summary: "Refuses") { _ in
                    throw Problem(.conflict, code: "customer-deleted", detail: "It was deleted.")
                },
                Route(.get, "/broken", summary: "Breaks") { _ in throw Strange() },
                Route(.get, "/loop", summary: "Never blocks", execution: .loop) { _ in .text(.ok, "quick") },
            ], logLevel: logLevel)
    }

    @Test func `a route answers with its parameter and the request's id`() throws {
        #expect(
            try makeFixture().send(.get, "//customers/a%20b/").whole == """
                200
                Content-Type: text/plain;charset=UTF-8
                X-Request-ID: test-id

                customer a b as /customers/{id}
                """)
    }

    @Test func `a literal wins over a parameter and streams`() throws {
        #expect(
            try makeFixture().send(.get, "/customers/summary").whole == """
                200
                Content-Type: application/json
                X-Request-ID: test-id

                {"customers":["one"]}
                """)
    }

    @Test func `a path that leads nowhere`() throws {
        #expect(
            try makeFixture().send(.get, "/nope/7", query: "a=b").whole == """
                404
                Content-Type: application/problem+json
                X-Request-ID: test-id

                {"type":"about:blank","title":"Not Found","status":404,"detail":"There is nothing at this path.",\
                "code":"no-such-path","requestId":"test-id","timestamp":"…","error":"Not Found",\
                "message":"There is nothing at this path.","path":"/nope/7"}
                """)
    }

    @Test func `a path with a wrong encoding`() throws {
        let response = try makeFixture().send(.get, "/customers/%zz")
        #expect(response.status == .badRequest)
        #expect(response.text.contains(#""code":"malformed-path""#))
    }

    @Test func `a method that the path does not take`() throws {
        #expect(
            try makeFixture().send(.delete, "/customers/7", headers: ["Accept": "application/json"]).whole == """
                405
                Allow: GET, HEAD, PATCH, OPTIONS
                Content-Type: application/json
                X-Request-ID: test-id

                {"type":"about:blank","title":"Method Not Allowed","status":405,"detail":"/customers/{id} does not take \
                this method; it takes GET, HEAD, PATCH, OPTIONS.","code":"method-not-allowed","requestId":"test-id",\
                "timestamp":"…","error":"Method Not Allowed","message":"/customers/{id} does not take this method; it \
                takes GET, HEAD, PATCH, OPTIONS.","path":"/customers/7"}
                """)
    }

    @Test func `a literal path never falls through to a parameter for its method`() throws {
        let response = try makeFixture().send(.patch, "/customers/summary")
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers["Allow"] == "GET, HEAD, OPTIONS")
    }

    @Test func `OPTIONS lists the methods`() throws {
        let fixture = try makeFixture()
        #expect(
            fixture.send(.options, "/customers/7").whole == """
                200
                Accept-Patch: application/merge-patch+json, application/json
                Allow: GET, HEAD, PATCH, OPTIONS
                X-Request-ID: test-id


                """)
        #expect(fixture.send(.options, "/sample").headers["Allow"] == "GET, POST, OPTIONS")
        #expect(fixture.send(.options, "*").headers["Allow"] == "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
        #expect(fixture.send(.options, "/nope").status == .notFound)
        #expect(fixture.send(.get, "*").status == .notFound)
    }

    @Test func `HEAD is answered as GET, and refused where GET writes`() throws {
        let fixture = try makeFixture()
        #expect(fixture.send(.head, "/customers/7").whole == fixture.send(.get, "/customers/7").whole)
        #expect(fixture.send(.head, "/customers/summary").headers["Content-Type"] == "application/json")
        #expect(fixture.send(.head, "/nope").status == .notFound)
        #expect(fixture.send(.head, "/sample").status == .methodNotAllowed)
        #expect(fixture.send(.get, "/sample").status == .created)
    }

    @Test func `a problem that a handler throws`() throws {
        let fixture = try makeFixture()
        #expect(
            fixture.send(.get, "/refused").whole == """
                409
                Content-Type: application/problem+json
                X-Request-ID: test-id

                {"type":"about:blank","title":"Conflict","status":409,"detail":"It was deleted.",\
                "code":"customer-deleted","requestId":"test-id","timestamp":"…","error":"Conflict",\
                "message":"It was deleted.","path":"/refused"}
                """)
        #expect(fixture.log == [])
    }

    @Test func `an error that nobody knows is logged and tells the client nothing`() throws {
        let fixture = try makeFixture()
        #expect(
            fixture.send(.get, "/broken").whole == """
                500
                Content-Type: application/problem+json
                X-Request-ID: test-id

                {"type":"about:blank","title":"Internal Server Error","status":500,"detail":"Something went wrong on the \
                server; its log has more under the request's id.","code":"internal-error","requestId":"test-id",\
                "timestamp":"…","error":"Internal Server Error","message":"Something went wrong on the server; its log \
                has more under the request's id.","path":"/broken"}
                """)
        #expect(
            fixture.log == [
                "ERROR    web: GET /broken failed error.message=\"Strange(secret: \\\"password=1234\\\")\" "
                    + "error.type=Strange http.request.id=test-id\n"
            ])
    }

    @Test func `an error of a lower layer is translated`() throws {
        let fixture = try RouterFixture([Route(.get, "/", summary: "") { _ in throw Strange() }]) { error in
            guard error is Strange else { return nil }
            return Problem(
                .serviceUnavailable, code: "database-away", detail: "The database is away.",
                headers: ["Retry-After": "1"])
        }
        let response = fixture.send(.get, "/")
        #expect(response.status == .serviceUnavailable)
        #expect(response.headers["Retry-After"] == "1")
        #expect(response.text.contains(#""code":"database-away""#))
        #expect(fixture.log.map { $0.prefix(42) } == ["WARNING  web: GET /: The database is away."])
    }

    @Test func `a text goes out as JSON to a client that prefers that, and as nothing else`() throws {
        let fixture = try makeFixture()
        let asJSON = fixture.send(.get, "/customers/7", headers: ["Accept": "application/json"])
        #expect(asJSON.headers["Content-Type"] == "application/json")
        #expect(asJSON.text == "customer 7 as /customers/{id}")
        #expect(
            fixture.send(.get, "/customers/7", headers: ["Accept": "*/*"]).headers["Content-Type"]
                == "text/plain;charset=UTF-8")
        #expect(fixture.send(.get, "/customers/7", headers: ["Accept": "application/xml"]).status.code == 406)
        #expect(fixture.send(.get, "/customers/summary", headers: ["Accept": "text/plain"]).status.code == 406)
        #expect(fixture.send(.get, "/customers/summary", headers: ["Accept": "foo"]).status.code == 406)
        #expect(fixture.send(.post, "/sample", headers: ["Accept": "application/xml"]).status.code == 406)
        #expect(
            fixture.send(.post, "/sample", headers: ["Accept": "application/json"]).headers["Content-Type"]
                == "application/json")
    }

    @Test func `a strange request id is replaced`() throws {
        let fixture = try makeFixture()
        for strange in ["", "a b", "a\"b", "ü", String(repeating: "a", count: 129)] {
            let id = try #require(
                fixture.send(.get, "/loop", headers: [RequestID.header: strange]).headers[RequestID.header])
            #expect(id.wholeMatch(of: /[0-9a-f]{32}/) != nil, "\(strange)")
        }
    }

    @Test func `where a request is answered, and how long its body may be, is known from its head`() throws {
        let router = try makeFixture().router
        func dispatch(_ method: Method, _ path: String) -> Dispatch { router.dispatch(Request.make(method, path).head) }
        #expect(dispatch(.get, "/loop").execution == .loop)
        #expect(dispatch(.get, "/customers/7").execution == .worker)
        #expect(dispatch(.get, "/nope").execution == .loop)
        #expect(dispatch(.patch, "/customers/7").bodyLimit == 100)
        #expect(dispatch(.get, "/customers/7").bodyLimit == 65_536)
        #expect(dispatch(.post, "/nope").bodyLimit == 65_536)
    }

    @Test func `what the server itself refuses has the same form`() throws {
        let fixture = try makeFixture(logLevel: .debug)
        var response = fixture.router.response(
            to: Rejection(status: Status(431), code: "header-too-large", detail: "Too many bytes.", path: nil))
        let id = try #require(response.headers[RequestID.header])
        #expect(id.count == 32)
        response.headers[RequestID.header] = nil
        #expect(
            response.whole.replacing(id, with: "id") == """
                431
                Content-Type: application/problem+json

                {"type":"about:blank","title":"Request Header Fields Too Large","status":431,"detail":"Too many bytes.",\
                "code":"header-too-large","requestId":"id","timestamp":"…",\
                "error":"Request Header Fields Too Large","message":"Too many bytes.","path":""}
                """)
        #expect(
            fixture.router.response(
                to: Rejection(status: .serviceUnavailable, code: "overloaded", detail: "Busy.", path: "/a")
            ).headers["Retry-After"] == "1")
        #expect(
            fixture.log.map { $0.prefix(37) } == [
                "DEBUG    web: Refused: Too many bytes", "DEBUG    web: Refused: Busy. http.req",
            ])
    }

    @Test func `a body that the server refuses is told the route's limit, or that there is no route`() throws {
        let router = try makeFixture().router
        func refused(_ path: String?) -> String {
            let response = router.response(
                to: Rejection(status: Status(413), code: "body-too-large", detail: "Too large.", path: path))
            let detail = response.text.firstMatch(of: /"detail":"([^"]*)"/)?.1 ?? ""
            return "\(response.status.code) \(detail)"
        }
        #expect(refused("/customers/7") == "413 The body is larger than the limit of 100 bytes.")
        #expect(refused("/loop") == "413 The body is larger than the limit of 65536 bytes.")
        #expect(refused("/nope") == "404 There is nothing at this path.")
        #expect(refused(nil) == "413 Too large.")
    }

    @Test func `middleware stands around handlers, the first outermost`() throws {
        struct Marking: Middleware {
            let mark: String
            func respond(
                to context: RequestContext, next: (RequestContext) throws -> Response
            ) throws -> Response {
                guard context.queryValue("stop") != mark else { return .text(.ok, "stopped by \(mark)") }
                let response = try next(context)
                return .text(response.status, "\(mark)(\(response.text))")
            }
        }
        let fixture = try RouterFixture(
            [Route(.get, "/", summary: "") { _ in .text(.ok, "x") }],
            middleware: [Marking(mark: "a"), Marking(mark: "b")])
        #expect(fixture.send(.get, "/").text == "a(b(x))")
        #expect(fixture.send(.get, "/", query: "stop=b").text == "a(stopped by b)")
    }

    @Test func `the access log`() throws {
        let fixture = try makeFixture(logLevel: .debug)
        _ = fixture.send(.get, "/loop\r\nforged")
        let line = try #require(fixture.log.first)
        #expect(
            line.replacing(/event.duration=[0-9.]+ms/, with: "event.duration=…")
                == "DEBUG    web: Answered client.address=192.0.2.1 event.duration=… http.request.id=test-id "
                + "http.request.method=GET http.response.status_code=404 url.path=/loop\\r\\nforged\n")
    }
}
