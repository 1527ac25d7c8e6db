import HTTP
import JSON
import StructuredLogging
import Testing

@testable import Web

/// Requests made of pieces that parsers trip over, in random order: the answer is always 2xx or 4xx with its form, never a trap.
@Suite struct HostileRequestTests {
    /// Repeatable: the seed is part of each failure's message.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            // SplitMix64.
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }

        mutating func text(of pieces: [String], upTo count: Int) -> String {
            (0..<Int.random(in: 0...count, using: &self)).map { _ in pieces.randomElement(using: &self) ?? "" }.joined()
        }
    }

    private let paths = [
        "/", "//", "customers", "summary", "%", "%2", "%2F", "%00", "%ff", "..", ".", "{id}", "ü", "*", "\u{0}",
    ]
    private let fields = [
        "\"", "W/", "*", ",", ";", "=", "/", " ", "\t", "\\", "q=0", "q=1.0", "q=9", "application/json", "text/plain",
        "+json",
        "charset=utf-8", "\"3\"", "3", "host=", "for=", "proto=https", "[::1]", ":80", "10.0.0.1", "\u{7f}", "ü",
        "\u{0}", "http",
    ]
    private let bodies = [
        "{", "}", "[", "]", "\"name\":", "\"", "\\", "\\u00", "1", "-", "e9", ",", "null", "true", "\u{0}", "\u{feff}",
        "ü", " ",
    ]
    private let names = [
        "Accept", "Content-Type", "If-Match", "If-None-Match", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host",
        "X-Forwarded-Prefix", "X-Forwarded-Port", "X-Forwarded-Proto", "Content-Encoding", "X-Request-ID", "Host",
    ]

    @Test func `30,000 strange requests`() throws {
        let fixture = try RouterFixture(
            [
                Route(.get, "/customers/{id}", summary: "") { context in
                    _ = try context.ifNoneMatch()
                    return .text(.ok, context.externalBase.url(context.queryValues("a").joined()))
                },
                Route(.put, "/customers/{id}", summary: "", bodyLimit: 24) { context in
                    _ = try context.ifMatch()
                    return .json(.ok, try context.body([String].self))
                },
                Route(.patch, "/customers/{id}", summary: "", bodyLimit: 24) { .json(.ok, try $0.mergePatch()) },
                Route(.get, "/customers/summary", summary: "") { _ in .jsonStream("c") { _ in } },
            ], trusting: ["192.0.2.1"])
        let methods: [Method] = [.get, .put, .patch, .options, .head, Method(rawValue: "")]
        var statuses: [Int: Int] = [:]
        for seed in 0..<UInt64(30_000) {
            var dice = Dice(state: seed)
            var headers = Headers()
            for _ in 0..<3 {
                headers.add(names.randomElement(using: &dice) ?? "", dice.text(of: fields, upTo: 5))
            }
            let isPlain = Bool.random(using: &dice)
            let response = fixture.send(
                methods.randomElement(using: &dice) ?? .get,
                isPlain ? "/customers/7" : dice.text(of: paths, upTo: 6),
                query: dice.text(of: ["a=", "&", "%", "+", "ü"], upTo: 5),
                headers: headers, body: dice.text(of: bodies, upTo: 12))
            statuses[response.status.code, default: 0] += 1
            guard (200..<500).contains(response.status.code) else {
                Issue.record("seed \(seed): \(response.whole)")
                return
            }
            if response.status.code >= 400 {
                #expect(throws: Never.self, "seed \(seed)") { try JSONDocument(parsing: Array(response.text.utf8)) }
            }
        }
        // The pieces reach everything that they are meant to reach.
        for code in [200, 400, 404, 405, 406, 413, 415] { #expect(statuses[code, default: 0] > 100, "\(code)") }
        #expect(fixture.log == [])
    }
}
