import HTTP
import JSON
import PrometheusMetrics
import StructuredLogging
import Synchronization

@testable import Web

/// A router whose log is kept, and requests for it.
final class RouterFixture: Sendable {
    let metrics = MetricsRegistry()
    let router: Router
    private final class Lines: Sendable { let caught = Mutex<[String]>([]) }
    private let lines = Lines()

    init(
        _ routes: [Route], middleware: [any Middleware] = [], trusting: [String] = [], logLevel: Logger.Level = .info,
        translate: @escaping @Sendable (any Error) -> Problem? = { _ in nil }
    ) throws {
        let system = LoggingSystem()
        system.configure(service: "", format: .human, rootLevel: logLevel)
        system.setOutput { [lines] line in
            // The time is left out.
            let text = String(decoding: line, as: UTF8.self)
            lines.caught.withLock { $0.append(String(text.dropFirst("2026-01-01T00:00:00.000Z ".count))) }
        }
        router = Router(
            routes: routes, middleware: middleware,
            configuration: RouterConfiguration(trustedProxies: try TrustedProxies(trusting), translate: translate),
            metrics: metrics, logger: Logger(label: "web", system: system))
    }

    var log: [String] { lines.caught.withLock { $0 } }

    func send(
        _ method: Method, _ path: String, query: String? = nil, headers: Headers = [:], body: String = ""
    ) -> Response {
        router.respond(to: .make(method, path, query: query, headers: headers, body: body))
    }
}

extension Request {
    static func make(
        _ method: Method = .get, _ path: String = "/", query: String? = nil, headers: Headers = [:], body: String = "",
        from address: String = "192.0.2.1"
    ) -> Request {
        var headers = headers
        if headers["Host"] == nil { headers["Host"] = "shop.example" }
        if headers[RequestID.header] == nil { headers[RequestID.header] = "test-id" }
        return Request(
            head: RequestHead(method: method, path: path, query: query, headers: headers, remoteAddress: address),
            body: RequestBody(bytes: Array(body.utf8)))
    }
}

final class CollectingWriter: ResponseBodyWriter {
    private(set) var chunks: [[UInt8]] = []
    func write(_ bytes: [UInt8]) { chunks.append(bytes) }
}

extension Response {
    /// The body's text; a stream is run to its end.
    var text: String {
        switch body {
        case .none: return ""
        case .bytes(let bytes): return String(decoding: bytes, as: UTF8.self)
        case .stream(let write):
            let out = CollectingWriter()
            do { try write(out) } catch { return "\(error)" }
            return String(decoding: out.chunks.joined(), as: UTF8.self)
        }
    }

    /// Status, fields and body as text, the one part that differs each time (`timestamp`) replaced.
    var whole: String {
        var lines = ["\(status.code)"]
        lines += headers.all.map { "\($0.name): \($0.value)" }.sorted()
        let text = self.text.replacing(/"timestamp":"[^"]*"/, with: "\"timestamp\":\"…\"")
        return (lines + ["", text]).joined(separator: "\n")
    }
}
