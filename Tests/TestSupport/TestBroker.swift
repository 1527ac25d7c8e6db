import Foundation
public import Kafka
public import KafkaRelay
import StructuredLogging
import Synchronization
import Threads

/// A real broker for tests, started when the first test wants it and ended with the process.
///
/// `@Test(arguments: TestBroker.available)` runs a test on every kind that this machine has; the output names it.
public final class TestBroker: Sendable, CustomStringConvertible {
    public enum Kind: String, Sendable, CaseIterable {
        /// Needs `TANSU`: the path of its binary. Behind our relay, without which librdkafka 2.0.2 cannot talk to it.
        case tansu = "Tansu"
        /// Needs `KAFKA_HOME`: the folder of Apache Kafka, and Java.
        case apacheKafka = "Apache Kafka"

        public var isAvailable: Bool { ProcessInfo.processInfo.environment[variable]?.isEmpty == false }
        /// The environment variable that names this broker.
        public var variable: String { self == .tansu ? "TANSU" : "KAFKA_HOME" }
    }

    /// One of each kind that there is, shared by all tests of the process: nobody may disturb it.
    public static let available = Kind.allCases.filter(\.isAvailable).map { TestBroker($0, isFaulty: false) }

    /// One of each kind behind a relay that may cut, freeze and refuse; see `faults`.
    public static let faulty = Kind.allCases.filter(\.isAvailable).map { TestBroker($0, isFaulty: true) }

    public let kind: Kind
    private let isFaulty: Bool
    private let turn = Signal(false)
    private let running = Mutex<Result<Running, StartFailed>?>(nil)

    struct Running {
        let bootstrapServers: String
        /// Nil for Apache Kafka when no faults are wanted: librdkafka talks to it directly, as in production.
        let relay: KafkaRelay?
    }

    struct StartFailed: Error, CustomStringConvertible {
        let description: String
    }

    private init(_ kind: Kind, isFaulty: Bool) {
        self.kind = kind
        self.isFaulty = isFaulty
    }

    public var description: String { kind.rawValue }

    /// "host:port"; starts the broker if it is not running yet and waits until it answers.
    public func bootstrapServers() throws -> String { try start().bootstrapServers }

    /// What to give a client.
    public func configuration(
        _ clientID: String = "test", properties: [String: String] = [:]
    ) throws -> KafkaConfiguration {
        KafkaConfiguration(bootstrapServers: try bootstrapServers(), clientID: clientID, properties: properties)
    }

    /// The relay before a broker of `faulty`, for one test at a time over all suites: it cuts, freezes, refuses.
    public func faults() throws -> Faults {
        guard isFaulty, let relay = try start().relay else { throw StartFailed(description: "no relay before \(self)") }
        _ = turn.wait(until: nil) { isTaken -> Bool? in
            if isTaken { return nil }
            isTaken = true
            return true
        }
        return Faults(relay: relay, turn: turn)
    }

    /// A test's turn with the relay; ends with `end`.
    public struct Faults: Sendable {
        public let relay: KafkaRelay
        fileprivate let turn: Signal<Bool>

        public func end() {
            relay.setRefusing(false)
            relay.setFrozen(false)
            turn.update { $0 = false }
        }
    }

    /// A topic of its own for a test, with a name that no other test has.
    public func makeTopic(_ prefix: String = "test", partitions: Int32 = 3) throws -> String {
        let name = "\(prefix).\(UUID().uuidString.lowercased())"
        let admin = try KafkaAdmin(configuration(), logger: Logger(label: "test.kafka"))
        defer { admin.close() }
        let topic = TopicSpecification(name: name, partitions: partitions)
        let deadline = ContinuousClock.now + .seconds(30)
        while true {
            do {
                _ = try admin.createTopics([topic], timeout: .seconds(30))
                return name
            } catch {
                // Another test may have cut the broker off at this moment.
                guard error.isRetriable, ContinuousClock.now < deadline else { throw error }
                Thread.sleep(forTimeInterval: 0.2)
            }
        }
    }

    private func start() throws -> Running {
        try running.withLock { running in
            if let running { return try running.get() }
            // A broker that did not start does not start for the next test either.
            let result = Result { () throws(StartFailed) -> Running in
                do {
                    let new = kind == .tansu ? try Self.startTansu() : try Self.startApacheKafka(isFaulty: isFaulty)
                    try Self.waitUntilItAnswers(new.bootstrapServers)
                    return new
                } catch {
                    throw StartFailed(description: "\(kind.rawValue) did not start: \(error)")
                }
            }
            running = result
            return try result.get()
        }
    }

    private static func waitUntilItAnswers(_ bootstrapServers: String) throws {
        let configuration = KafkaConfiguration(bootstrapServers: bootstrapServers, clientID: "test-start")
        let admin = try KafkaAdmin(configuration, logger: Logger(label: "test.kafka"))
        defer { admin.close() }
        _ = try admin.describeCluster(timeout: .seconds(30))
    }
}
