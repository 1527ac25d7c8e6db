import CommandLineOptions
import Testing

@Suite struct StandardStreamTests {
    @Test func `lines arrive whole and on their stream, also when they are longer than a pipe`() async throws {
        let result = try await #require(
            processExitsWith: .success, observing: [\.standardOutputContent, \.standardErrorContent]
        ) {
            StandardStream.output.print("first\nsecond")
            StandardStream.output.print(String(repeating: "é", count: 100_000))
            StandardStream.error.print("wrong")
        }
        let output = String(decoding: result.standardOutputContent, as: UTF8.self)
        #expect(output.hasSuffix("first\nsecond\n\(String(repeating: "é", count: 100_000))\n"))
        #expect(String(decoding: result.standardErrorContent, as: UTF8.self) == "wrong\n")
    }
}
