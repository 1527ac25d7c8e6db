import HTTPClient
import Kafka
import KafkaRelay
import ServiceHost
import StorefrontContracts
import TestSupport
import Testing

@Suite(.enabled(if: TestMongo.isAvailable(for: "OutageTests")), .serialized)
struct OutageTests {
    @Test(arguments: TestBroker.available.prefix(1))
    func `without MongoDB a service starts, says so, is not ready, and recovers by itself`(broker: TestBroker) throws {
        let mongo = try TestMongo.start()
        mongo.kill()
        let fleet = try TestFleet(on: broker, mongo: mongo)
        defer { fleet.stop() }
        try fleet.start()
        let accounts = fleet.accounts
        #expect(accounts.logText.contains("MongoDB is not reachable"))
        try accounts.send("GET", "/actuator/health/liveness", expect: 200)
        try accounts.send("GET", "/actuator/health/readiness", expect: 503)
        let health = JSONText(try accounts.send("GET", "/actuator/health", expect: 503).body)
        #expect(health["components"]["mongo"]["status"].string == "DOWN")
        for (method, path) in [("POST", "/customers"), ("GET", "/customers/summary"), ("POST", "/customers/sample")] {
            let answer = try accounts.send(method, path, method == "POST" ? Samples.customer : nil, expect: 503)
            #expect(answer.header("Retry-After") == "1")
            #expect(JSONText(answer.body)["code"].string == "database-unavailable", "\(answer.text)")
        }

        try mongo.restart()
        try fleet.waitUntilItWorks()
        for member in fleet.members {
            try eventually("\(member.name) is ready") {
                try member.send("GET", "/actuator/health/readiness").status == 200
            }
        }
        try accounts.send("POST", "/customers/sample", expect: 201)
        try eventually("orders has the customers") { try fleet.customerCopies().count == 3 }
    }

    @Test(arguments: TestBroker.faulty)
    func `without Kafka a service is ready and takes writes, and their events come when it is back`(
        broker: TestBroker
    ) throws {
        let faults = try broker.faults()
        defer { faults.end() }
        let relay = faults.relay
        let fleet = try TestFleet(on: broker)
        relay.setRefusing(true)
        relay.cutConnections()
        defer {
            relay.setRefusing(false)
            fleet.stop()
        }
        try fleet.start()
        let accounts = fleet.accounts
        try eventually("accounts is ready") { try accounts.send("GET", "/actuator/health/readiness").status == 200 }
        try eventually("Kafka is missed") {
            try accounts.json("/actuator/health")["components"]["kafka"]["status"].string == "DOWN"
        }
        #expect(try accounts.json("/actuator/health")["status"].string == "UP")
        #expect(accounts.logText.contains("Kafka is not reachable"))
        try accounts.send("POST", "/customers/sample", expect: 201)
        #expect(!accounts.hosted.movesEvents)

        relay.setRefusing(false)
        try fleet.waitUntilItWorks()
        try eventually("orders has the customers") { try fleet.customerCopies().count == 3 }
        try eventually("Kafka is back in health") {
            try accounts.json("/actuator/health")["components"]["kafka"]["status"].string == "UP"
        }
    }

    @Test(arguments: TestBroker.available.prefix(1))
    func `a MongoDB that freezes makes requests fail in time, and events wait for it`(broker: TestBroker) throws {
        let mongo = try TestMongo.start()
        let fleet = try TestFleet(on: broker, mongo: mongo)
        defer { fleet.stop() }
        try fleet.start()
        try fleet.waitUntilItWorks()
        try fleet.accounts.send("POST", "/customers/sample", expect: 201)
        try eventually("orders has the customers") { try fleet.customerCopies().count == 3 }
        mongo.kill()
        try fleet.accounts.send("GET", "/actuator/health/readiness", expect: 503)
        try fleet.accounts.send("GET", "/actuator/health/liveness", expect: 200)
        try fleet.accounts.send("GET", "/customers/abc", expect: 503)
        let topic = fleet.topics.customerChange
        try TopicReader.send(
            TopicReader.read(topic, broker: broker, count: 3).map { $0.again(on: topic) }, broker: broker)
        try mongo.restart()
        try eventually("accounts is ready again") {
            try fleet.accounts.send("GET", "/actuator/health/readiness").status == 200
        }
        try fleet.orders.waitUntilRead(topic, count: 6)
        let letters = try fleet.orders.send("GET", "/actuator/prometheus").text.split(separator: "\n").filter {
            $0.hasPrefix("storefront_dead_letters_total{")
        }
        #expect(letters.allSatisfy { $0.hasSuffix(" 0.0") }, "an outage makes no dead letters: \(letters)")
    }
}
