import HTTP
import Testing
import Web

@testable import Actuator

@Suite struct HealthEndpointTests {
    private func fixture(
        mongo: HealthStatus = .up, kafka: HealthStatus = .up, showDetails: Bool = false
    ) throws -> ActuatorFixture {
        try ActuatorFixture(
            showDetails: showDetails,
            indicators: [
                HealthIndicator("ping") { Health(.up) },
                HealthIndicator("mongo", isReadiness: true) {
                    Health(mongo, details: [("version", "7.0.4"), ("members", .integer(3)), ("primary", .bool(true))])
                },
                HealthIndicator("kafka", affectsTotal: false) { Health(kafka, details: [("error", "\(kafka)")]) },
            ])
    }

    private func body(
        _ status: String, mongo: String = "UP", kafka: String = "UP", readiness: String = "UP", liveness: String = "UP"
    ) -> String {
        #"{"status":"\#(status)","components":{"kafka":{"status":"\#(kafka)"},"livenessState":{"status":"\#(liveness)"},"#
            + #""mongo":{"status":"\#(mongo)"},"ping":{"status":"UP"},"readinessState":{"status":"\#(readiness)"}},"#
            + #""groups":["liveness","readiness"]}"#
    }

    @Test func `all is well`() throws {
        #expect(try fixture().get("/actuator/health").summary == ["200", v3, body("UP")])
    }

    @Test func `kafka shows as DOWN and changes nothing else`() throws {
        let fixture = try fixture(kafka: .down)
        #expect(fixture.get("/actuator/health").summary == ["200", v3, body("UP", kafka: "DOWN")])
        #expect(fixture.get("/actuator/health/readiness").status == .ok)
        #expect(fixture.get("/actuator/health/kafka").summary == ["503", v3, #"{"status":"DOWN"}"#])
    }

    @Test func `without the database the service is DOWN and gets no requests, but is not restarted`() throws {
        let fixture = try fixture(mongo: .down)
        #expect(fixture.get("/actuator/health").summary == ["503", v3, body("DOWN", mongo: "DOWN")])
        #expect(
            fixture.get("/actuator/health/readiness").summary == [
                "503", v3,
                #"{"status":"DOWN","components":{"mongo":{"status":"DOWN"},"readinessState":{"status":"UP"}}}"#,
            ])
        #expect(
            fixture.get("/actuator/health/liveness").summary == [
                "200", v3, #"{"status":"UP","components":{"livenessState":{"status":"UP"}}}"#,
            ])
    }

    @Test func `while starting and stopping`() throws {
        let fixture = try fixture()
        fixture.state.setReady(false)
        #expect(
            fixture.get("/actuator/health").summary == [
                "503", v3, body("OUT_OF_SERVICE", readiness: "OUT_OF_SERVICE"),
            ])
        #expect(
            fixture.get("/actuator/health/readiness").summary == [
                "503", v3,
                #"{"status":"OUT_OF_SERVICE","components":{"mongo":{"status":"UP"},"#
                    + #""readinessState":{"status":"OUT_OF_SERVICE"}}}"#,
            ])
        #expect(fixture.get("/actuator/health/liveness").status == .ok)
        fixture.state.setReady(true)
        #expect(
            fixture.get("/actuator/health/readiness").summary == [
                "200", v3, #"{"status":"UP","components":{"mongo":{"status":"UP"},"readinessState":{"status":"UP"}}}"#,
            ])
    }

    @Test func `a broken process`() throws {
        let fixture = try fixture()
        fixture.state.setBroken()
        #expect(fixture.get("/actuator/health").summary == ["503", v3, body("DOWN", liveness: "DOWN")])
        #expect(
            fixture.get("/actuator/health/liveness").summary == [
                "503", v3, #"{"status":"DOWN","components":{"livenessState":{"status":"DOWN"}}}"#,
            ])
        #expect(fixture.get("/actuator/health/readiness").status == .ok)
    }

    @Test func `details only by setting`() throws {
        let fixture = try fixture(kafka: .down, showDetails: true)
        let mongo = #"{"status":"UP","details":{"version":"7.0.4","members":3,"primary":true}}"#
        #expect(fixture.get("/actuator/health/mongo").text == mongo)
        #expect(
            fixture.get("/actuator/health").text
                == #"{"status":"UP","components":{"kafka":{"status":"DOWN","details":{"error":"down"}},"#
                + #""livenessState":{"status":"UP"},"mongo":\#(mongo),"ping":{"status":"UP"},"#
                + #""readinessState":{"status":"UP"}},"groups":["liveness","readiness"]}"#)
        #expect(try self.fixture().get("/actuator/health/mongo").text == #"{"status":"UP"}"#)
    }

    @Test func `components and groups that are not there`() throws {
        let fixture = try fixture()
        #expect(fixture.get("/actuator/health/livenessState").text == #"{"status":"UP"}"#)
        #expect(fixture.get("/actuator/health/readinessState").text == #"{"status":"UP"}"#)
        let response = fixture.get("/actuator/health/diskSpace")
        #expect(response.status == .notFound)
        #expect(response.text.contains(#""code":"no-such-component""#))
        #expect(fixture.get("/actuator/health/mongo/x").status == .notFound)
    }

    @Test func `liveness is answered on the loop, what may block is not`() throws {
        let router = try fixture().router
        func execution(_ path: String) -> Dispatch.Execution {
            router.dispatch(
                RequestHead(method: .get, path: path, query: nil, headers: [:], remoteAddress: "127.0.0.1")
            ).execution
        }
        #expect(execution("/actuator/health/liveness") == .loop)
        #expect(execution("/actuator/health/readiness") == .worker)
        #expect(execution("/actuator/health/mongo") == .worker)
        #expect(execution("/actuator/health") == .worker)
    }
}
