import HTTP
import JSON
import Testing

@testable import Web

@Suite struct ResponseStreamTests {
    private func chunks(_ response: Response) throws -> [[UInt8]] {
        guard case .stream(let write) = response.body else { return [] }
        let out = CollectingWriter()
        try write(out)
        return out.chunks
    }

    @Test func `no element`() throws {
        let chunks = try chunks(.jsonStream("customers") { _ in })
        #expect(chunks.map { String(decoding: $0, as: UTF8.self) } == [#"{"customers":[]}"#])
    }

    @Test func `many elements go out in chunks`() throws {
        let text = String(repeating: "x", count: 1_000)
        let chunks = try chunks(
            .jsonStream("e") { emit in
                for _ in 0..<100 { try emit { $0.value(text) } }
            })
        #expect(
            String(decoding: chunks.joined(), as: UTF8.self)
                == "{\"e\":[" + Array(repeating: "\"\(text)\"", count: 100).joined(separator: ",") + "]}")
        #expect(chunks.dropLast().allSatisfy { (16_384..<17_500).contains($0.count) })
        #expect(chunks.count == 6)
    }

    @Test func `an error of the client's side reaches the one who gives elements`() throws {
        struct Gone: Error {}
        struct Writer: ResponseBodyWriter {
            func write(_ bytes: [UInt8]) throws { throw Gone() }
        }
        let response = Response.jsonStream("e") { emit in
            for _ in 0..<1_000 { try emit { $0.value(String(repeating: "x", count: 1_000)) } }
            Issue.record("the sink took all elements")
        }
        guard case .stream(let write) = response.body else { return }
        #expect(throws: Gone.self) { try write(Writer()) }
    }
}
