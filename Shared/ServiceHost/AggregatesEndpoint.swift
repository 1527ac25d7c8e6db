import Actuator
import HTTP
import JSON
import StorefrontContracts
import Web

/// `/actuator/aggregates`: ids, versions and digests of what a service holds, page by page, so that whoever compares
/// services needs neither their data nor much memory; and how far its events are.
struct AggregatesEndpoint: Sendable {
    let aggregates: ServiceAggregates
    let movement: @Sendable () -> EventMovement

    /// A thousand ids with their versions.
    private static let bodyLimit = 262_144

    var endpoint: Endpoint {
        Endpoint(
            name: "aggregates", operations: [.init(relation: "aggregates", path: "/aggregates")],
            routes: [
                Endpoint.get(
                    "/aggregates", summary: "Ids, versions and digests of one kind of aggregates; or how far events are"
                ) { context in
                    guard context.queryValue("kind") != nil else { return try context.actuatorJSON(movement()) }
                    let page = try source(context).page(try AggregateQuery(context))
                    return Response(
                        .ok, headers: ["Content-Type": try context.negotiate(Endpoint.mediaTypes)], body: .bytes(page))
                },
                Endpoint.post(
                    "/aggregates/forget", summary: "Lower the versions that copies know, before a republish",
                    bodyLimit: Self.bodyLimit
                ) { context in
                    guard let forget = try source(context).forget else {
                        throw Problem(
                            .badRequest, code: "invalid-query", detail: "In the query, kind must be one of copies.")
                    }
                    return try context.actuatorJSON(Lowered(count: try forget(try context.body(Versions.self).all)))
                },
            ])
    }

    private func source(_ context: RequestContext) throws -> AggregateSource {
        let kind = context.queryValue("kind") ?? ""
        guard let source = aggregates.kinds.first(where: { $0.kind.rawValue == kind }) else {
            let kinds = aggregates.kinds.map(\.kind.rawValue).joined(separator: ", ")
            throw Problem(.badRequest, code: "invalid-query", detail: "In the query, kind must be one of: \(kinds).")
        }
        return source
    }

    private struct Versions: JSONReadable {
        let all: [ForgottenVersion]
        init(reading value: JSONValueReader) { all = value.array(count: 1...maximumAggregatesPerPage) }
    }

    private struct Lowered: JSONObjectWritable {
        let count: Int64
        func writeMembers(to writer: inout JSONWriter) { writer.member("lowered", count) }
    }
}
