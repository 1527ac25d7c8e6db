import JSON
import Web

/// `/actuator/info`: what the build says of itself.
struct InfoEndpoint: Sendable {
    let info: Info

    var endpoint: Endpoint {
        Endpoint(
            name: "info", operations: [Endpoint.Operation(relation: "info", path: "/info")],
            routes: [
                Endpoint.get("/info", summary: "Name and version of the service", execution: .loop) { context in
                    try context.actuatorJSON(info)
                }
            ])
    }

    struct Info: JSONWritable, Sendable {
        let sections: [(String, [(String, String)])]

        func write(to writer: inout JSONWriter) {
            writer.object { writer in
                for (name, members) in sections {
                    writer.member(name) { writer in
                        writer.object { writer in
                            for (name, value) in members { writer.member(name, value) }
                        }
                    }
                }
            }
        }
    }
}
