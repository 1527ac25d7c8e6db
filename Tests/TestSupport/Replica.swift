public import Foundation
public import HTTPClient

/// The names of the services: binaries, databases and consumer groups.
public enum ServiceName: String, CaseIterable, Sendable {
    case accounts, orders, fulfillment
}

/// One process of a service, on a port of 127.0.0.1.
public struct Replica: Sendable {
    public let service: ServiceName
    public let port: UInt16
    public let process: ChildProcess

    /// Not started yet.
    /// - Parameters:
    ///   - environment: on top of what every service needs.
    ///   - binaries: the folder of the service's binary.
    ///   - folder: for its log.
    public init(
        _ service: ServiceName, name: String, port: UInt16, mongo: TestMongo, bootstrapServers: String,
        environment: [String: String] = [:], binaries: URL, folder: URL
    ) {
        let common = [
            "SPRING_PROFILES_ACTIVE": "local", "SERVER_ADDRESS": "127.0.0.1", "SERVER_PORT": "\(port)",
            "SPRING_DATA_MONGODB_URI": "mongodb://127.0.0.1:\(mongo.port)/\(service.rawValue)?replicaSet=rs0",
            "SPRING_KAFKA_BOOTSTRAP_SERVERS": bootstrapServers,
            // Their debug lines are one per request.
            "LOGGING_LEVEL_ROOT": "INFO",
        ]
        self.service = service
        self.port = port
        process = ChildProcess(
            name: name, command: [binaries.appendingPathComponent(service.rawValue).path],
            environment: common.merging(environment) { $1 }, folder: folder)
    }

    /// GET /actuator/health/readiness answers 200.
    public func isReady(_ client: HTTPClient) -> Bool {
        let request = HTTPClientRequest("GET", "http://127.0.0.1:\(port)/actuator/health/readiness")
        return (try? client.send(request, timeout: .seconds(1)))?.status == 200
    }

    /// - Throws: with the end of its log, when it has ended or is not ready within 90 s.
    public func waitUntilReady(_ client: HTTPClient) throws {
        guard Waiting.until(.now + .seconds(90), { isReady(client) || !process.isRunning }), process.isRunning
        else { throw ProcessError("\(process.name) does not come up: \(process.logText.suffix(2000))") }
    }
}

/// A process that does not do what it is there for.
public struct ProcessError: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
