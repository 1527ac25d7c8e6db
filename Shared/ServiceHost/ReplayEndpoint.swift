import Actuator
import HTTP
import JSON
import Web

/// `/actuator/replay`: POST has the copies rebuilt from the topics' beginning, in all replicas. How far that is shows in
/// the lag, `storefront_consumer_lag_records`.
struct ReplayEndpoint: Sendable {
    let replay: Replay
    let isPrepared: @Sendable () -> Bool

    /// Nothing is read of it.
    private static let bodyLimit = 1_024

    var endpoint: Endpoint {
        Endpoint(
            name: "replay", operations: [.init(relation: "replay", path: "/replay")],
            routes: [
                Endpoint.get("/replay", summary: "The topics that can be replayed", execution: .loop) { context in
                    try context.actuatorJSON(Answer(topics: replay.topics))
                },
                Endpoint.post(
                    "/replay", summary: "Rebuild the copies of others' data from the topics' beginning",
                    bodyLimit: Self.bodyLimit
                ) { context in
                    guard isPrepared() else { throw Problem.databaseUnavailable }
                    try replay.request()
                    return try context.actuatorJSON(Answer(topics: replay.topics), status: Status(202))
                },
            ])
    }

    private struct Answer: JSONObjectWritable {
        let topics: [String]
        func writeMembers(to writer: inout JSONWriter) { writer.member("topics", topics) }
    }
}
