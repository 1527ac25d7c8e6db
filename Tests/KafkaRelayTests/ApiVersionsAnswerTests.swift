import Foundation
@testable import KafkaRelay
import Testing

/// Frames written by hand after the protocol guide: length, correlation id, error code, entries, throttle time, tags.
struct ApiVersionsAnswerTests {
    private static let withTags: [UInt8] = [
        0, 0, 0, 40, 0, 0, 0, 7, 0, 0, 3, 0, 0, 0, 0, 0, 13, 1, 5, 2, 0xAA, 0xBB, 0, 18, 0, 0, 0, 4, 0, 0, 0, 0, 0, 2,
        0, 3, 9, 8, 7, 0x81, 0x01, 1, 0x7F, 0xFF,
    ]
    private static let withoutTags: [UInt8] = [
        0, 0, 0, 26, 0, 0, 0, 7, 0, 0, 3, 0, 0, 0, 0, 0, 13, 0, 0, 18, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0,
    ]

    @Test func `tags go from the entries and from the end, and the length follows`() {
        var frame = Self.withTags
        // The second last tag is number 129 with one byte; the count says two, so one more byte would be too many.
        frame.removeLast()
        frame[3] = 39
        #expect(ApiVersionsAnswer.withoutTags(frame) == Self.withoutTags)
    }

    @Test func `an answer without tags stays as it is`() {
        #expect(ApiVersionsAnswer.withoutTags(Self.withoutTags) == Self.withoutTags)
    }

    @Test func `what does not read as such an answer is left alone`() {
        #expect(ApiVersionsAnswer.withoutTags(Self.withTags) == nil)
        for count in 0..<Self.withoutTags.count {
            #expect(ApiVersionsAnswer.withoutTags(Array(Self.withoutTags.prefix(count))) == nil)
        }
        let huge: [UInt8] = [0, 0, 0, 12, 0, 0, 0, 7, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0]
        #expect(ApiVersionsAnswer.withoutTags(huge) == nil)
        let endless: [UInt8] = [0, 0, 0, 12, 0, 0, 0, 7, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
        #expect(ApiVersionsAnswer.withoutTags(endless) == nil)
    }

    /// A request of ApiVersions: number 18, this version, correlation id 7.
    private func request(version: UInt8, id: UInt8 = 7) -> [UInt8] {
        [0, 0, 0, 12, 0, 18, 0, version, 0, 0, 0, id, 0, 1, 2, 3]
    }

    @Test(arguments: 1...44)
    func `only the answer to a version with tags is changed, wherever the stream is cut`(piece: Int) {
        var tagged = Self.withTags
        tagged.removeLast()
        tagged[3] = 39
        let other: [UInt8] = [0, 0, 0, 9, 0, 0, 0, 8, 1, 2, 3, 4, 5]
        let empty: [UInt8] = [0, 0, 0, 0]
        let stream = other + tagged + empty + other + tagged
        func answers(after requests: [UInt8]) -> [UInt8] {
            let mender = ApiVersionsMender()
            var seen = ApiVersionsMender.Requests(mender)
            for byte in requests { seen.see([byte]) }
            var responses = ApiVersionsMender.Responses(mender)
            return stride(from: 0, to: stream.count, by: piece).flatMap {
                responses.mend(Array(stream[$0..<min(stream.count, $0 + piece)]))
            }
        }
        #expect(answers(after: request(version: 2)) == stream)
        #expect(answers(after: request(version: 3, id: 9)) == stream)
        #expect(answers(after: other + request(version: 3)) == other + Self.withoutTags + empty + other + tagged)
    }

    @Test func `a frame that pretends to be an answer and is too long is passed on`() {
        let mender = ApiVersionsMender()
        var requests = ApiVersionsMender.Requests(mender)
        requests.see(request(version: 3))
        var responses = ApiVersionsMender.Responses(mender)
        let head: [UInt8] = [0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 7]
        #expect(responses.mend(head) == head)
        #expect(responses.mend(Array(repeating: 1, count: 1000)) == Array(repeating: 1, count: 1000))
    }
}
