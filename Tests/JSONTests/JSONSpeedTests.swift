import JSON
import Testing

/// Figures to look at, not to pass: they depend on the machine and on how it was built.
@Suite struct JSONSpeedTests {
    private struct Line: JSONReadable, JSONObjectWritable {
        let guid: String
        let quantity: Int
        let price: String

        init(reading value: JSONValueReader) {
            let object = value.object()
            guid = object.required("guid") { $0.string(.length(1...50)) }
            quantity = object.required("quantity")
            price = object.required("price") { $0.numberText() ?? "" }
        }

        func writeMembers(to writer: inout JSONWriter) {
            writer.member("guid", guid)
            writer.member("quantity", quantity)
            writer.member("price") { $0.number(price) }
        }
    }

    @Test func `print what a kilobyte costs`() throws {
        let element = #"{"guid":"b5efd4a0-4eb9-4ad0-bc9e-2f5542cbe897","quantity":5,"price":11.90}"#
        let bytes = Array("[\(Array(repeating: element, count: 14).joined(separator: ","))]".utf8)
        let lines = try [Line].read(bytes)
        #expect(lines.jsonBytes() == bytes)
        try measure("parse", bytes.count) { _ = try JSONDocument(parsing: bytes) }
        try measure("parse and read", bytes.count) { _ = try [Line].read(bytes) }
        measure("write", bytes.count) { _ = lines.jsonBytes() }
    }

    private func measure(_ name: String, _ count: Int, _ body: () throws -> Void) rethrows {
        let rounds = 200
        let time = try ContinuousClock().measure { for _ in 0..<rounds { try body() } }
        print("JSON, \(count) bytes: \(name) \(time / rounds)")
    }
}
