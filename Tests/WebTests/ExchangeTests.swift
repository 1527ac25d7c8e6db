import HTTP
import PrometheusMetrics
import Testing

@testable import Web

@Suite struct ExchangeTests {
    private struct Strange: Error {}

    /// A connection: it has or has not sent something, and may be gone.
    private struct Connection: ResponseBodyWriter {
        var hasStarted = false
        var isGone = false
        func write(_ bytes: [UInt8]) throws { if isGone { throw ConnectionLost() } }
    }

    private func makeFixture() throws -> RouterFixture {
        try RouterFixture([
            Route(.get, "/fine", summary: "") { _ in .jsonStream("x") { _ in } },
            Route(.get, "/breaks", summary: "") { _ in .jsonStream("x") { _ in throw Strange() } },
            Route(.get, "/away", summary: "") { _ in
                .jsonStream("x") { _ in
                    throw Problem(.serviceUnavailable, code: "database-away", detail: "The database is away.")
                }
            },
        ])
    }

    /// What the stream threw: the answer in its place, or another error.
    private func thrown(_ response: Response, to connection: Connection) -> (Response?, (any Error)?) {
        guard case .stream(let write) = response.body else { return (nil, nil) }
        do {
            try write(connection)
            return (nil, nil)
        } catch let replacement as StreamReplacement {
            return (replacement.response, nil)
        } catch {
            return (nil, error)
        }
    }

    private func counts(_ fixture: RouterFixture) -> [String] {
        String(decoding: fixture.metrics.render(names: ["http_server_requests_seconds_count"]), as: UTF8.self)
            .split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { String($0).replacing("http_server_requests_seconds_count", with: "") }
    }

    @Test func `a stream that fails before its first byte becomes a problem`() throws {
        let fixture = try makeFixture()
        let (answer, _) = thrown(fixture.send(.get, "/away"), to: Connection())
        #expect(
            try #require(answer).whole == """
                503
                Content-Type: application/problem+json
                X-Request-ID: test-id

                {"type":"about:blank","title":"Service Unavailable","status":503,"detail":"The database is away.",\
                "code":"database-away","requestId":"test-id","timestamp":"…","error":"Service Unavailable",\
                "message":"The database is away.","path":"/away"}
                """)
        #expect(
            counts(fixture) == [
                #"{error="none",exception="none",method="GET",outcome="SERVER_ERROR",status="503",uri="/away"} 1"#
            ])
        #expect(fixture.log.map { $0.prefix(47) } == ["WARNING  web: GET /away: The database is away. "])
    }

    @Test func `a stream that fails later is logged and keeps its status`() throws {
        let fixture = try makeFixture()
        let (answer, _) = thrown(fixture.send(.get, "/breaks"), to: Connection(hasStarted: true))
        #expect(answer?.status == .internalServerError)
        #expect(
            counts(fixture) == [
                #"{error="Strange",exception="Strange",method="GET",outcome="SUCCESS",status="200",uri="/breaks"} 1"#
            ])
        #expect(
            fixture.log == [
                "ERROR    web: GET /breaks failed error.message=Strange() error.type=Strange http.request.id=test-id\n"
            ])
    }

    @Test func `a client that goes away is no error of ours`() throws {
        let fixture = try makeFixture()
        let (answer, error) = thrown(fixture.send(.get, "/fine"), to: Connection(hasStarted: true, isGone: true))
        #expect(answer == nil)
        #expect(error is ConnectionLost)
        #expect(
            counts(fixture) == [
                #"{error="none",exception="none",method="GET",outcome="SUCCESS",status="200",uri="/fine"} 1"#
            ])
        #expect(fixture.log == [])
    }
}
