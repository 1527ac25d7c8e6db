import Testing

@testable import Actuator

@Suite struct HealthTests {
    @Test func `the gravest member decides`() {
        #expect(HealthStatus.aggregate([.up, .unknown, .outOfService, .down]) == .down)
        #expect(HealthStatus.aggregate([.up, .unknown, .outOfService]) == .outOfService)
        #expect(HealthStatus.aggregate([.up, .unknown]) == .up)
        #expect(HealthStatus.aggregate([.unknown]) == .unknown)
        #expect(HealthStatus.aggregate([]) == .unknown)
    }
}
