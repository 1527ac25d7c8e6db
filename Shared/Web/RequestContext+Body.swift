import HTTP
public import JSON

extension RequestContext {
    /// Reads the request's JSON body.
    ///
    /// Throws a `Problem`: 415 for a Content-Type that is not JSON (a missing one is read as JSON), 413 beyond the route's
    /// limit, 400 for a body that is empty, no JSON or not of this type, 422 for one that only breaks rules; each with all
    /// its faults and their places. Blocks until the body has come: workers only, unless the route's bodies are small.
    public func body<T: JSONReadable>(_ type: T.Type = T.self) throws -> T {
        try requireJSON(accepting: "application/json, application/*+json") { type in
            type.isJSON && !["application/json-patch+json", "application/merge-patch+json"].contains(type.essence)
        }
        return try document().read()
    }

    /// Reads the request's JSON body, or nothing when there is none. Throws as `body` does.
    public func optionalBody<T: JSONReadable>(_ type: T.Type = T.self) throws -> T? {
        let (bytes, context) = try buffered()
        return bytes.isEmpty ? nil : try context.body()
    }

    /// Reads the body of a PATCH: `application/merge-patch+json` (RFC 7396), or `application/json` with the same meaning.
    /// Throws as `body` does.
    public func mergePatch() throws -> JSONDocument {
        let types = "application/merge-patch+json, application/json"
        try requireJSON(accepting: types, also: ["Accept-Patch": types]) { type in
            ["application/json", "application/merge-patch+json"].contains(type.essence)
        }
        return try document()
    }

    private func document() throws -> JSONDocument {
        let bytes = try request.body.collect(limit: bodyLimit)
        guard !bytes.isEmpty else {
            throw Problem(
                .badRequest, code: "empty-body", detail: "The request has no body; a JSON document is needed.")
        }
        return try JSONDocument(parsing: bytes, limits: JSONLimits(maximumBytes: max(bodyLimit, bytes.count)))
    }

    /// RFC 9110 §15.5.16: a 415 says in `Accept` what would have been taken.
    private func requireJSON(
        accepting types: String, also headers: Headers = [:], where isWanted: (MediaType) -> Bool
    ) throws {
        let fields = request.head.headers
        if let coding = fields["Content-Encoding"], coding.lowercased() != "identity" {
            throw Problem(
                Status(415), code: "unsupported-content-encoding", detail: "The body must not be compressed.",
                headers: ["Accept-Encoding": "identity"])
        }
        let values = fields.values("Content-Type")
        if values.isEmpty { return }
        if values.count == 1, let type = MediaType(values[0]), isWanted(type),
            ["utf-8", "us-ascii", nil].contains(type.charset)
        {
            return
        }
        var headers = headers
        headers["Accept"] = types
        throw Problem(
            Status(415), code: "unsupported-media-type",
            detail: "The body must be JSON in UTF-8; Content-Type may be \(types).", headers: headers)
    }
}
