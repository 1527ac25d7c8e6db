public import HTTP
public import Web

/// The sample calls: POST, with a GET on the same path that does the same for clients of the demo, as far as the settings
/// allow. Where they are off, the paths answer 404 and name the setting.
public struct SampleRoutes: Sendable {
    private let areOn: Bool
    private let getWrites: Bool

    public init(_ settings: ServiceSettings) {
        areOn = settings.samples
        getWrites = settings.getWrites
    }

    public func routes(
        _ template: String, summary: String, hasGetAlias: Bool = true,
        handler: @escaping @Sendable (RequestContext) throws -> Response
    ) -> [Route] {
        guard areOn else { return [off(.post, template, summary), off(.get, template, summary)] }
        let post = Route(.post, template, summary: summary, produces: Response.textTypes) { context in
            try context.refuseEntityTags()
            return try handler(context)
        }
        guard hasGetAlias, getWrites else { return [post] }
        var get = Route(
            .get, template, summary: "\(summary) (alias of POST)", produces: Response.textTypes, handler: post.handler)
        get.allowsHead = false
        return [post, get]
    }

    private func off(_ method: Method, _ template: String, _ summary: String) -> Route {
        Route(method, template, summary: summary) { _ in
            throw Problem(
                .notFound, code: "samples-off",
                detail: "The sample calls are switched off; STOREFRONT_SAMPLES=true switches them on.")
        }
    }
}
