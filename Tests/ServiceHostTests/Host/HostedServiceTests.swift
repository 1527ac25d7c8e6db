import Foundation
import HTTPClient
import Kafka
import Mongo
import Settings
import StructuredLogging
import TestSupport
import Testing
import Threads

@testable import ServiceHost

@Suite(.enabled(if: TestMongo.isAvailable(for: "HostedServiceTests")), .serialized)
struct HostedServiceTests {
    private static let client = HTTPClient()

    private func make(_ environment: [String: String]) throws -> HostedService {
        let logging = LoggingSystem()
        logging.setOutput { _ in }
        return try HostedService(NumberService.self, environment: environment, logging: logging)
    }

    /// Starts a service, waits until it moves events, and stops it after the body.
    private func run(_ environment: [String: String], _ body: (HostedService) throws -> Void) throws {
        let service = try make(environment)
        defer { service.stop(within: .seconds(8)) }
        try service.start()
        try #require(eventually("it is prepared") { service.isPrepared })
        try #require(eventually("it moves events") { service.movesEvents })
        try body(service)
    }

    private func get(_ path: String, port: Int?) throws -> HTTPClientResponse {
        try Self.client.send(HTTPClientRequest("GET", "http://127.0.0.1:\(port ?? 0)\(path)"), timeout: .seconds(20))
    }

    private func send(_ records: [ProducerRecord], to broker: TestBroker) throws {
        let producer = try KafkaProducer(broker.configuration(), logger: Logger(label: "test"))
        try producer.start()
        defer { producer.stop(by: .now + .seconds(5)) }
        for result in producer.sendAll(records, deadline: .now + .seconds(20)) { _ = try result.get() }
    }

    private func record(_ topic: String, _ value: String, key: String? = nil) -> ProducerRecord {
        ProducerRecord(topic: topic, key: key.map { Array($0.utf8) }, value: Array(value.utf8), partition: 1)
    }

    @Test(arguments: TestBroker.available)
    func `records are applied, refused ones parked, and a service that comes back goes on`(broker: TestBroker) throws {
        let environment = try NumberService.environment(broker)
        let topic = environment["NUMBERS_TOPIC"] ?? ""
        try run(environment) { service in
            try send(
                [1, 13, 2].map { record(topic, #"{"number":\#($0)}"#) } + [
                    record(topic, "poison"), record(topic, #"{"number":3}"#),
                ],
                to: broker)
            try eventually("numbers are kept") { try get("/numbers", port: service.port).text == "[1,2,3]" }
            for line in [
                #"storefront_events_applied_total{application="numbers",topic="\#(topic)"} 3.0"#,
                #"storefront_dead_letters_total{application="numbers",topic="\#(topic)"} 2.0"#,
            ] {
                try eventually(line) { try get("/actuator/prometheus", port: service.port).text.contains(line) }
            }
            try eventually("nothing is left") {
                try get("/actuator/prometheus", port: service.port).text.contains(
                    #"storefront_consumer_lag_records{application="numbers",topic="\#(topic)"} 0.0"#)
            }
        }
        try send([record(topic, #"{"number":4}"#)], to: broker)
        try run(environment) { service in
            try eventually("the new one is kept") { try get("/numbers", port: service.port).text == "[1,2,3,4]" }
            // Not 4: what was done before is not read again.
            let line = #"storefront_events_applied_total{application="numbers",topic="\#(topic)"} 1.0"#
            try eventually(line) { try get("/actuator/prometheus", port: service.port).text.contains(line) }
        }
    }

    @Test(arguments: TestBroker.available)
    func `a record that the database refuses waits while others go on`(broker: TestBroker) throws {
        let environment = try NumberService.environment(broker)
        let topic = environment["NUMBERS_TOPIC"] ?? ""
        try run(environment) { service in
            try send(
                [
                    record(topic, #"{"number":1}"#, key: "a"), record(topic, #"{"number":666}"#, key: "b"),
                    record(topic, #"{"number":2}"#, key: "b"), record(topic, #"{"number":3}"#, key: "c"),
                ], to: broker)
            try eventually("others are kept") { try get("/numbers", port: service.port).text == "[1,3]" }
        }
    }

    @Test(arguments: TestBroker.available.prefix(1))
    func `health shows the parts, and every metric is the service's`(broker: TestBroker) throws {
        try run(NumberService.environment(broker)) { service in
            let health = try #require(
                try JSONSerialization.jsonObject(with: Data(get("/actuator/health", port: service.port).body))
                    as? [String: Any])
            #expect(health["status"] as? String == "UP")
            let components = try #require(health["components"] as? [String: [String: Any]])
            #expect(
                components.keys.sorted().filter { !$0.hasSuffix("State") } == ["diskSpace", "kafka", "mongo", "ping"])
            #expect(components.values.allSatisfy { $0["status"] as? String == "UP" }, "\(components)")
            let disk = try #require(components["diskSpace"]?["details"] as? [String: Any])
            #expect((disk["free"] as? Int).map { $0 > 0 } == true)
            #expect(try get("/actuator/health/readiness", port: service.port).status == 200)
            #expect(HealthProbe.ask(host: "127.0.0.1", port: service.port ?? 0).isReady)

            let metrics = try get("/actuator/prometheus", port: service.port).text
            let samples = metrics.split(separator: "\n").filter { !$0.hasPrefix("#") }
            #expect(samples.count > 20)
            #expect(samples.allSatisfy { $0.contains(#"application="numbers""#) })
            for name in ["http_server_requests_seconds_count", "logback_events_total", "process_uptime_seconds"] {
                #expect(samples.contains { $0.hasPrefix(name) }, "\(name)")
            }
            let info = try get("/actuator/info", port: service.port).text
            #expect(info.contains(#""name":"numbers""#) && info.contains(#""version":"#), "\(info)")
        }
    }

    @Test(arguments: TestBroker.available.prefix(1))
    func `the actuator can have a port of its own`(broker: TestBroker) throws {
        var environment = try NumberService.environment(broker)
        environment["MANAGEMENT_SERVER_PORT"] = "0"
        try run(environment) { (service) throws in
            #expect(service.managementPort != service.port)
            #expect(try get("/actuator/health/readiness", port: service.managementPort).status == 200)
            #expect(try get("/actuator/health/readiness", port: service.port).status == 404)
            #expect(try get("/numbers", port: service.managementPort).status == 404)
            #expect(try get("/numbers", port: service.port).text == "[]")
        }
    }

    @Test(arguments: TestBroker.available.prefix(1))
    func `a service told to stop is not ready at once and takes requests until its delay is over`(
        broker: TestBroker
    ) throws {
        var environment = try NumberService.environment(broker)
        environment["MANAGEMENT_SERVER_PORT"] = "0"
        environment["STOREFRONT_SHUTDOWN_DELAY"] = "3s"
        let service = try make(environment)
        try service.start()
        let port = service.port
        try eventually("it is ready") {
            try get("/actuator/health/readiness", port: service.managementPort).status == 200
        }
        let begin = ContinuousClock.now
        let stop = NamedThread("stop") { service.stop(within: .seconds(12)) }
        defer { stop.join() }
        try eventually("it is not ready", within: .seconds(2)) {
            try get("/actuator/health/readiness", port: service.managementPort).status == 503
        }
        #expect(try get("/actuator/health/liveness", port: service.managementPort).status == 200)
        #expect(try get("/no-such-path", port: port).status == 404)
        stop.join()
        #expect(ContinuousClock.now - begin >= .seconds(3))
        #expect(throws: (any Error).self) { try get("/no-such-path", port: port) }
    }

    @Test func `a start that fails stops the parts before it`() throws {
        let broker = try #require(TestBroker.available.first)
        var environment = try NumberService.environment(broker)
        let first = try make(environment)
        defer { first.stop(within: .seconds(8)) }
        try first.start()
        environment["SERVER_PORT"] = String(first.port ?? 0)
        let second = try make(environment)
        #expect {
            try second.start()
        } throws: { error in
            (error as? HostFailure)?.sentence.hasPrefix("SERVER_PORT: 127.0.0.1:\(first.port ?? 0): ") == true
        }
        #expect(second.port == nil)
    }

    @Test func `wrong settings are told together before anything is made`() {
        #expect {
            try make(["SERVER_PORT": "x", "SPRING_DATA_MONGODB_URI": "y"])
        } throws: { ($0 as? SettingsFaults)?.faults.count == 2 }
    }

    @Test func `what librdkafka refuses is a failure of configuration`() {
        #expect {
            try make([
                "SPRING_KAFKA_PROPERTIES_SECURITY_PROTOCOL": "SSL",
                "SPRING_KAFKA_PROPERTIES_SSL_CA_LOCATION": "/nowhere",
            ])
        } throws: { ($0 as? HostFailure)?.exitCode == 78 }
    }
}
