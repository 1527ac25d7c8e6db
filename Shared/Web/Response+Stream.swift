public import HTTP
public import JSON

extension Response {
    /// Bytes that are gathered before they are written.
    private static let chunkSize = 16_384

    /// Streams `{"name":[…]}` in constant memory: `elements` is called on the worker that writes the answer, with a sink that
    /// takes one element at a time. What it gave is written in chunks of about 16 KiB; the sink throws when the client is
    /// gone.
    public static func jsonStream(
        _ name: String,
        _ elements: @escaping @Sendable (_ emit: (_ write: (inout JSONWriter) -> Void) throws -> Void) throws -> Void
    ) -> Response {
        let body: @Sendable (any ResponseBodyWriter) throws -> Void = { out in
            var writer = JSONWriter(reserving: chunkSize + 4_096)
            writer.beginObject()
            writer.name(name)
            writer.beginArray()
            try elements { write in
                write(&writer)
                if writer.bytes.count >= chunkSize { try out.write(writer.drain()) }
            }
            writer.endArray()
            writer.endObject()
            try out.write(writer.drain())
        }
        return Response(.ok, headers: ["Content-Type": "application/json"], body: .stream(body))
    }
}
