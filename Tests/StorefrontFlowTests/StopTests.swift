import HTTPClient
import Kafka
import ServiceHost
import StorefrontContracts
import TestSupport
import Testing

@Suite(.enabled(if: TestMongo.isAvailable(for: "StopTests")), .serialized)
struct StopTests {
    @Test(arguments: TestBroker.available)
    func `a service under load stops within its time and goes on where it ended`(broker: TestBroker) throws {
        try TestFleet.run(broker) { fleet in
            for _ in 0..<20 { try fleet.accounts.send("POST", "/customers", Samples.customer, expect: 201) }
            let begin = ContinuousClock.now
            fleet.orders.hosted.stop(within: .seconds(8))
            #expect(ContinuousClock.now - begin < .seconds(10))
            #expect(throws: (any Error).self) { try fleet.orders.send("GET", "/customers/summary") }
            let again = try fleet.orders.startedAnew()
            defer { again.hosted.stop(within: .seconds(8)) }
            eventually("it is prepared") { again.hosted.isPrepared }
            try eventually("the rest is there", seen: { again.logText }) {
                try again.json("/customers/summary")["customers"].array.count == 20
            }
        }
    }
}
