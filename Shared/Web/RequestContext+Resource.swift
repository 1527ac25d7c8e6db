public import HTTP

/// What the handlers of a resource share.
extension RequestContext {
    /// The media type of an item: HAL unless the client prefers plain JSON. Throws 406 before anything is written.
    public func negotiateHAL() throws -> String {
        try negotiate(["application/hal+json", "application/json"])
    }

    /// `If-Match` and `If-None-Match` of a write as one condition on the stored version (nil: there is none); nil when
    /// the request has neither (RFC 9110 §13.2.2).
    public func versionCondition() throws -> (@Sendable (Int64?) -> Bool)? {
        let required = try ifMatch()
        let excluded = try ifNoneMatch()
        if required == nil, excluded == nil { return nil }
        return { version in
            (required?.matches(version: version) ?? true) && !(excluded?.matches(version: version) ?? false)
        }
    }

    /// The answer to a write that `item` is the full form of: Data REST sends a body only to clients that say what they
    /// accept, and turns 200 into 204 without one.
    public func answerToWrite(_ item: Response, location: String?) -> Response {
        var answer = item
        if let location { answer.headers["Location"] = location }
        if wantsBody { return answer }
        answer.body = .none
        answer.headers["Content-Type"] = nil
        if answer.status == .ok { answer.status = .noContent }
        return answer
    }
}

extension Response {
    /// 304 with the entity tag of what the client has (RFC 9110 §15.4.5).
    public static func notModified(version: Int64) -> Response {
        Response(.notModified, headers: ["ETag": "\"\(version)\""])
    }
}
