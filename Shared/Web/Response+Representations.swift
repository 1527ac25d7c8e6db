public import HTTP
public import JSON

extension Response {
    static let textType = "text/plain;charset=UTF-8"

    /// What a route that answers with `text` produces: declared where it writes, so that a client that takes neither is
    /// refused before that.
    public static let textTypes = [textType, "application/json"]

    /// A text. A client that prefers application/json gets the same bare text under that label, as from Spring.
    public static func text(_ status: Status, _ text: String) -> Response {
        Response(status, headers: ["Content-Type": textType], body: .bytes(Array(text.utf8)))
    }

    public static func json(_ status: Status, _ value: some JSONWritable) -> Response {
        Response(status, headers: ["Content-Type": "application/json"], body: .bytes(value.jsonBytes()))
    }

    /// A HAL item: members of `value`, then `_links` (one link per relation). `version` becomes the strong entity
    /// tag `"n"`; `contentType` is what `negotiate` chose.
    public static func hal(
        _ status: Status, _ value: some JSONObjectWritable, links: [Link], version: Int64?, contentType: String
    ) -> Response {
        var writer = JSONWriter(reserving: 1_024)
        writer.object { writer in
            value.writeMembers(to: &writer)
            writer.member("_links") { writer in
                writer.object { writer in
                    for link in links {
                        writer.member(link.relation) { writer in
                            writer.object { writer in
                                writer.member("href", link.href)
                                if link.templated { writer.member("templated", true) }
                            }
                        }
                    }
                }
            }
        }
        var response = Response(status, headers: ["Content-Type": contentType], body: .bytes(writer.bytes))
        if let version { response.headers["ETag"] = "\"\(version)\"" }
        return response
    }
}
