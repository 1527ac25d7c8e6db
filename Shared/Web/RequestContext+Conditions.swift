import HTTP

extension RequestContext {
    /// If-Match, compared strongly: a weak tag matches nothing (RFC 9110 §13.1.1). nil without the field. Throws 400 for one
    /// that cannot be read, such as a tag without quotation marks.
    public func ifMatch() throws -> EntityTagCondition? {
        try condition("If-Match", code: "invalid-if-match", comparison: .strong)
    }

    /// If-None-Match, compared weakly (RFC 9110 §13.1.2). nil without the field. Throws 400 as `ifMatch` does.
    public func ifNoneMatch() throws -> EntityTagCondition? {
        try condition("If-None-Match", code: "invalid-if-none-match", comparison: .weak)
    }

    /// For a write to what has no version of its own: an If-Match that names entity tags cannot hold there, `*` does (RFC 9110
    /// §13.1.1). Throws 412, or 400 as `ifMatch` does.
    public func refuseEntityTags() throws {
        guard case .tags? = try ifMatch() else { return }
        throw Problem(
            .preconditionFailed, code: "precondition-failed",
            detail: "If-Match names an entity tag, and \(template) has none; only * holds here.")
    }

    private func condition(
        _ name: String, code: String, comparison: EntityTagCondition.Comparison
    ) throws -> EntityTagCondition? {
        let values = request.head.headers.values(name)
        if values.isEmpty { return nil }
        guard let condition = EntityTagCondition(values, comparison: comparison) else {
            throw Problem(
                .badRequest, code: code, detail: "\(name) must be * or entity tags in quotation marks, such as \"3\".")
        }
        return condition
    }
}
