import Testing

@testable import Actuator

@Suite struct InfoEndpointTests {
    @Test func `sections in their order`() throws {
        let info = [("build", [("artifact", "accounts"), ("version", "4.0.0")]), ("git", [("branch", "main")])]
        #expect(
            try ActuatorFixture(info: info).get("/actuator/info").summary == [
                "200", v3, #"{"build":{"artifact":"accounts","version":"4.0.0"},"git":{"branch":"main"}}"#,
            ])
        #expect(try ActuatorFixture().get("/actuator/info").text == "{}")
    }
}
