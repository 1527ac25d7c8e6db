import HTTP
import Testing

@testable import Actuator

@Suite struct ActuatorTests {
    @Test func `the index names every exposed operation`() throws {
        #expect(
            try ActuatorFixture().get("/actuator").summary == [
                "200", v3,
                #"{"_links":{"self":{"href":"http://localhost:8085/actuator","templated":false},"#
                    + #""health":{"href":"http://localhost:8085/actuator/health","templated":false},"#
                    + #""health-path":{"href":"http://localhost:8085/actuator/health/{*path}","templated":true},"#
                    + #""info":{"href":"http://localhost:8085/actuator/info","templated":false},"#
                    + #""prometheus":{"href":"http://localhost:8085/actuator/prometheus","templated":false}}}"#,
            ])
    }

    @Test func `what is not exposed does not exist`() throws {
        let fixture = try ActuatorFixture(exposed: ["info"])
        #expect(
            fixture.get("/actuator").text
                == #"{"_links":{"self":{"href":"http://localhost:8085/actuator","templated":false},"#
                + #""info":{"href":"http://localhost:8085/actuator/info","templated":false}}}"#)
        #expect(fixture.get("/actuator/info").status == .ok)
        for path in ["health", "health/liveness", "health/mongo", "prometheus", "env"] {
            #expect(fixture.get("/actuator/\(path)").status == .notFound, "\(path)")
        }
    }

    @Test func `media types`() throws {
        let fixture = try ActuatorFixture()
        #expect(fixture.get("/actuator", accept: "application/json").headers["Content-Type"] == "application/json")
        #expect(fixture.get("/actuator", accept: "*/*").headers["Content-Type"] == v3)
        #expect(fixture.get("/actuator", accept: "text/html").status.code == 406)
    }

    @Test func `endpoints are read-only`() throws {
        let response = try ActuatorFixture().get("/actuator/health", method: .post)
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers["Allow"] == "GET, HEAD, OPTIONS")
    }
}
