import HTTP
import HTTPTestSupport
import Testing

/// The rules of RFC 9110 and RFC 9112 for a server, case by case over a real socket. Each case is sent at once, and
/// again byte by byte: where the network cuts a request must not matter.
@Suite struct ConformanceTests {
    /// `/show` answers with what it understood; `/loop` and `/worker` with the body; `/stream` in pieces.
    static let routes: [String: Dispatch] = [
        "/show": .loop(bodyLimit: 100) { request in
            let head = request.head
            let body = (try? request.body.collect(limit: 100)) ?? []
            return .text(
                "\(head.method.rawValue) \(head.path) ?\(head.query ?? "nil") host=\(head.headers["host"] ?? "nil")"
                    + (body.isEmpty ? "" : " body=\(String(decoding: body, as: UTF8.self))"))
        },
        "*": .loop { _ in Response(.noContent, headers: ["Allow": "GET, OPTIONS"]) },
        "/field": .loop { .text("[\($0.head.headers.values("x").joined(separator: "|"))]") },
        "/loop": .loop(bodyLimit: 100) {
            .text(String(decoding: (try? $0.body.collect(limit: 100)) ?? [], as: UTF8.self))
        },
        "/worker": .worker(bodyLimit: 100) {
            .text(String(decoding: (try? $0.body.collect(limit: 100)) ?? [], as: UTF8.self))
        },
        "/stream": .worker { _ in
            Response(
                body: .stream { writer in
                    try writer.write(Array("one".utf8))
                    try writer.flush()
                    try writer.write(Array("two".utf8))
                })
        },
        "/none": .loop { _ in Response(.noContent) },
        "/unchanged": .loop { _ in Response(.notModified, headers: ["ETag": "\"1\""], body: .bytes([1, 2, 3])) },
        "/close": .loop { _ in Response(headers: ["Connection": "close"]) },
    ]

    static let probe = "GET /show?probe HTTP/1.1\r\nHost: probe\r\nConnection: close\r\n\r\n"
    static let probed = Case.ok("GET /show ?probe host=probe", .closed)

    @Test(arguments: Case.requestLines + Case.hosts + Case.fields)
    func `the head of a request`(_ example: Case) throws { try run(example) }

    @Test(arguments: Case.framing + Case.chunked + Case.expectations)
    func `the body of a request`(_ example: Case) throws { try run(example) }

    @Test(arguments: Case.connections + Case.answers)
    func `connections and answers`(_ example: Case) throws { try run(example) }

    private func run(_ example: Case) throws {
        try withServer(Self.routes, configure: { $0.loops = 1 }) { address in
            // A refused request is followed by another one at once: smuggling works like that.
            let input = example.input + Self.probe
            let output = example.ending == .open ? example.output + Self.probed : example.output
            let whole = try RawConnection(address)
            try whole.send(input)
            #expect(try whole.receiveAll() == output, "sent at once")

            let pieces = try RawConnection(address)
            for byte in input.utf8 {
                do { try pieces.send([byte]) } catch { break }  // The server may have closed already, as it should.
            }
            #expect(try pieces.receiveAll() == output, "sent byte by byte")
        }
    }
}
