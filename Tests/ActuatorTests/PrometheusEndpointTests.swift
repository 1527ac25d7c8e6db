import HTTP
import PrometheusMetrics
import Testing

@testable import Actuator

@Suite struct PrometheusEndpointTests {
    private func fixture() throws -> ActuatorFixture {
        let fixture = try ActuatorFixture()
        fixture.metrics.counter("a_total", help: "A").increment()
        fixture.metrics.gauge("b", help: "B").set(2)
        return fixture
    }

    private let text = """
        # HELP a_total A
        # TYPE a_total counter
        a_total{application="orders"} 1.0
        # HELP b B
        # TYPE b gauge
        b{application="orders"} 2.0

        """

    @Test(arguments: [nil, "*/*", "text/plain", "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"])
    func `Prometheus text`(accept: String?) throws {
        #expect(
            try fixture().get("/actuator/prometheus", accept: accept).summary == [
                "200", "text/plain; version=0.0.4; charset=utf-8", text,
            ])
    }

    @Test func `OpenMetrics for who prefers it`() throws {
        // What Prometheus 2 sends.
        let accept =
            "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
            + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
        #expect(
            try fixture().get("/actuator/prometheus", accept: accept).summary == [
                "200", "application/openmetrics-text; version=1.0.0; charset=utf-8",
                text.replacing("HELP a_total", with: "HELP a").replacing("TYPE a_total", with: "TYPE a") + "# EOF\n",
            ])
    }

    @Test func `only what is asked for`() throws {
        let fixture = try fixture()
        #expect(fixture.get("/actuator/prometheus", query: "includedNames=b,c").text == text.suffix(from: "# HELP b"))
        #expect(fixture.get("/actuator/prometheus", query: "includedNames=b&includedNames=a_total").text == text)
        #expect(fixture.get("/actuator/prometheus", query: "includedNames=nothing").text == "")
    }

    @Test func `no other form`() throws {
        #expect(try fixture().get("/actuator/prometheus", accept: "application/json").status.code == 406)
    }
}

extension String {
    fileprivate func suffix(from start: String) -> Substring {
        firstRange(of: start).map { self[$0.lowerBound...] } ?? ""
    }
}
