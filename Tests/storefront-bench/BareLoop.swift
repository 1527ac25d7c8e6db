import Foundation
import TestSupport

/// The C program that does the least that an event must cost: see Tests/storefront-bare-loop.
struct BareLoop {
    static let topic = "bench.bare"

    let program: URL
    let uri: String
    let bootstrapServers: String
    let folder: URL

    func latencies(count: Int, pauseMilliseconds: Int) throws -> Latencies {
        Latencies(
            try run(["latency", uri, bootstrapServers, Self.topic, "\(count)", "\(pauseMilliseconds)"])
                .map { $0 / 1000 })
    }

    /// Durable writes per second.
    func rate(seconds: Int) throws -> Double { try run(["rate", uri, bootstrapServers, Self.topic, "\(seconds)"])[0] }

    /// Documents per second.
    func bulk(
        database: String, collection: String, batch: Int, connections: Int
    ) throws -> (inserts: Double, upserts: Double) {
        let figures = try run(["bulk", uri, database, collection, "\(batch)", "\(connections)"])
        return (figures[0], figures[1])
    }

    /// Of the libraries, which the services stand on, too.
    func versions() throws -> String { try output(["versions"])[0] }

    private func run(_ arguments: [String]) throws -> [Double] { try output(arguments).compactMap { Double($0) } }

    private func output(_ arguments: [String]) throws -> [String] {
        let process = ChildProcess(
            name: "bare-\(UUID().uuidString)", command: [program.path] + arguments, environment: [:], folder: folder)
        try process.start()
        let code = process.waitUntilExit()
        let lines = process.logText.split(separator: "\n").map(String.init)
        guard code == 0, !lines.isEmpty else {
            throw ProcessError(
                "storefront-bare-loop \(arguments[0]): exit code \(code): \(process.logText.suffix(500))")
        }
        return lines
    }
}
