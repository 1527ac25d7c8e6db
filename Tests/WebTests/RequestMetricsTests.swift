import HTTP
import PrometheusMetrics
import Testing

@testable import Web

@Suite struct RequestMetricsTests {
    private struct Strange: Error {}

    private func counts(_ fixture: RouterFixture) -> [String] {
        String(decoding: fixture.metrics.render(names: ["http_server_requests_seconds_count"]), as: UTF8.self)
            .split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { String($0).replacing("http_server_requests_seconds_count", with: "") }
    }

    @Test func `requests are counted by template, never by path`() throws {
        let fixture = try RouterFixture([
            Route(.get, "/customers/{id}", summary: "") { _ in .text(.ok, "") },
            Route(.post, "/customers", summary: "") { _ in throw Problem(.conflict, code: "c", detail: "") },
            Route(.get, "/broken", summary: "") { _ in throw Strange() },
        ])
        _ = fixture.send(.get, "/customers/1")
        _ = fixture.send(.get, "/customers/2")
        _ = fixture.send(.head, "/customers/2")
        _ = fixture.send(.put, "/customers/2")
        _ = fixture.send(Method(rawValue: "BREW"), "/customers/2")
        _ = fixture.send(.post, "/customers")
        _ = fixture.send(.get, "/broken")
        _ = fixture.send(.get, "/random/1")
        _ = fixture.send(.get, "/random/2")
        _ = fixture.send(.get, "/%")
        _ = fixture.router.response(to: Rejection(status: Status(431), code: "", detail: "", path: nil))
        #expect(
            counts(fixture) == [
                #"{error="Strange",exception="Strange",method="GET",outcome="SERVER_ERROR",status="500",uri="/broken"} 1"#,
                #"{error="none",exception="none",method="GET",outcome="CLIENT_ERROR",status="400",uri="/**"} 1"#,
                #"{error="none",exception="none",method="GET",outcome="CLIENT_ERROR",status="404",uri="/**"} 2"#,
                #"{error="none",exception="none",method="GET",outcome="SUCCESS",status="200",uri="/customers/{id}"} 2"#,
                #"{error="none",exception="none",method="HEAD",outcome="SUCCESS",status="200",uri="/customers/{id}"} 1"#,
                #"{error="none",exception="none",method="OTHER",outcome="CLIENT_ERROR",status="405",uri="/customers/{id}"} 1"#,
                #"{error="none",exception="none",method="OTHER",outcome="CLIENT_ERROR",status="431",uri="UNKNOWN"} 1"#,
                #"{error="none",exception="none",method="POST",outcome="CLIENT_ERROR",status="409",uri="/customers"} 1"#,
                #"{error="none",exception="none",method="PUT",outcome="CLIENT_ERROR",status="405",uri="/customers/{id}"} 1"#,
            ])
    }

    @Test func `a streamed answer is counted at its end`() throws {
        let fixture = try RouterFixture([Route(.get, "/fine", summary: "") { _ in .jsonStream("x") { _ in } }])
        let fine = fixture.send(.get, "/fine")
        #expect(counts(fixture) == [])
        _ = fine.text
        #expect(
            counts(fixture) == [
                #"{error="none",exception="none",method="GET",outcome="SUCCESS",status="200",uri="/fine"} 1"#
            ])
    }

    @Test func `HEAD of a stream is counted at once`() throws {
        let fixture = try RouterFixture([Route(.get, "/fine", summary: "") { _ in .jsonStream("x") { _ in } }])
        _ = fixture.send(.head, "/fine")
        #expect(
            counts(fixture) == [
                #"{error="none",exception="none",method="HEAD",outcome="SUCCESS",status="200",uri="/fine"} 1"#
            ])
    }
}
