import Actuator
import HTTP
import JSON
import StorefrontContracts
import Web

/// `/actuator/republish`: POST publishes the present state again, of all aggregates or of those whose ids it is given; GET
/// says how far that is, and why the last run ended before all was published, if it did.
struct RepublishEndpoint: Sendable {
    let republisher: Republisher
    let isPrepared: @Sendable () -> Bool

    /// A run that takes longer is answered with 202 and goes on.
    private static let patience = Duration.seconds(5)
    /// A thousand ids.
    private static let bodyLimit = 262_144

    var endpoint: Endpoint {
        Endpoint(
            name: "republish", operations: [.init(relation: "republish", path: "/republish")],
            routes: [
                Endpoint.get("/republish", summary: "How far the last republish is", execution: .loop) { context in
                    try context.actuatorJSON(republisher.run.map(Answer.init) ?? Answer())
                },
                Endpoint.post(
                    "/republish", summary: "Publish the present state of all aggregates, or of some, again",
                    bodyLimit: Self.bodyLimit
                ) { context in
                    guard isPrepared() else { throw Problem.databaseUnavailable }
                    return context.hasContent ? try republishSome(context) : try republishAll(context)
                },
            ])
    }

    private func republishSome(_ context: RequestContext) throws -> Response {
        let page = try republisher.some(Array(Set(try context.body(IDs.self).all)))
        return try context.actuatorJSON(Answer(page))
    }

    private func republishAll(_ context: RequestContext) throws -> Response {
        republisher.begin(reason: "a request")
        guard let run = republisher.wait(until: .now + Self.patience) else { throw Problem.databaseUnavailable }
        guard run.failure == nil else {
            throw Problem(
                .internalServerError, code: "republish-failed",
                detail: "Publishing again failed; the service's log says why.")
        }
        return try context.actuatorJSON(Answer(run), status: run.isRunning ? Status(202) : .ok)
    }

    private struct IDs: JSONReadable {
        let all: [String]
        init(reading value: JSONValueReader) {
            all = value.array(count: 1...maximumAggregatesPerPage) { $0.string(Limits.identifier) }
        }
    }

    struct Answer: JSONObjectWritable {
        var aggregates = 0
        var events = 0
        var skipped = 0
        var isRunning = false
        var failure: String?

        init() {}

        init(_ run: Republisher.Run) {
            (aggregates, events, skipped, isRunning) = (run.aggregates, run.events, run.skipped, run.isRunning)
            failure = run.failure
        }

        init(_ page: RepublishedPage) {
            (aggregates, events, skipped) = (page.aggregates, page.events, page.skipped)
        }

        func writeMembers(to writer: inout JSONWriter) {
            writer.member("running", isRunning)
            writer.member("aggregates", aggregates)
            writer.member("events", events)
            writer.member("skipped", skipped)
            if let failure { writer.member("failure", failure) }
        }
    }
}

extension RequestContext {
    fileprivate var hasContent: Bool {
        request.head.headers["Transfer-Encoding"] != nil || (request.head.headers["Content-Length"] ?? "0") != "0"
    }
}
