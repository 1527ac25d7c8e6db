import HTTP
import JSON
import StructuredLogging

extension Problem {
    /// Where and when the problem occurred.
    struct Occurrence {
        let path: String
        let requestID: String
        let time: UTCTimestamp
        /// The values of `Accept`.
        let accept: [String]

        init(path: String, requestID: String, time: UTCTimestamp, accept: [String]) {
            self.path = path
            self.requestID = requestID
            self.time = time
            self.accept = accept
        }

        /// Now, in the answer to the request with this head.
        init(_ head: RequestHead, requestID: String) {
            self.init(path: head.path, requestID: requestID, time: .now(), accept: head.headers.values("Accept"))
        }
    }

    private static let contentTypes = ["application/problem+json", "application/json"]

    /// The answer. It is JSON whatever the client accepts (RFC 9110 §12.4.1 lets a server disregard the field): labelled
    /// as plain JSON for a client that prefers that.
    func response(_ occurrence: Occurrence) -> Response {
        var writer = JSONWriter(reserving: 512)
        write(occurrence, to: &writer)
        var response = Response(status, headers: headers, body: .bytes(writer.bytes))
        response.headers["Content-Type"] =
            AcceptedTypes(occurrence.accept)?.best(of: Self.contentTypes) ?? Self.contentTypes[0]
        return response
    }

    /// `type` is about:blank: the status says what kind of problem it is (RFC 9457 §4.2.1), `code` says it exactly.
    private func write(_ occurrence: Occurrence, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("type", "about:blank")
            writer.member("title", status.reason)
            writer.member("status", status.code)
            writer.member("detail", detail)
            writer.member("code", code)
            writer.member("requestId", occurrence.requestID)
            writer.member("timestamp", occurrence.time.iso8601(zone: "+00:00"))
            writer.member("error", status.reason)
            writer.member("message", detail)
            writer.member("path", occurrence.path)
            guard !faults.isEmpty else { return }
            writer.member("errors") { writer in
                writer.array { writer in
                    for fault in faults { Self.write(fault, to: &writer) }
                }
            }
        }
    }

    private static func write(_ fault: JSONFault, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("pointer", fault.pointer.description)
            writer.member("code", fault.kind == .unknownValue ? "unknown-value" : fault.kind.rawValue)
            writer.member("detail", fault.description)
        }
    }
}
