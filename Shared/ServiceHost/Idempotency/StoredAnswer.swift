import HTTP

/// An answer as it is kept for repetitions of its request.
struct StoredAnswer: Codable {
    struct Field: Codable {
        var name: String
        var value: String
    }

    var status: Int
    var fields: [Field]
    var body: [UInt8]?

    /// Nil for a streamed answer, which is not kept.
    init?(_ response: Response) {
        status = response.status.code
        fields = response.headers.all.map { Field(name: $0.name, value: $0.value) }
        switch response.body {
        case .none: body = nil
        case .bytes(let bytes): body = bytes
        case .stream: return nil
        }
    }

    var response: Response {
        var headers = Headers()
        for field in fields { headers.add(field.name, field.value) }
        headers["Idempotency-Replayed"] = "true"
        return Response(Status(status), headers: headers, body: body.map { .bytes($0) } ?? .none)
    }
}
