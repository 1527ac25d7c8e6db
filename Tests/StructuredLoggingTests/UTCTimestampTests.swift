import Foundation
import Testing

@testable import StructuredLogging

@Suite struct UTCTimestampTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (951_868_799_999, "2000-02-29T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (1_621_440_000_123, "2021-05-19T16:00:00.123Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func `moments are written as ISO 8601`(milliseconds: Int64, text: String) {
        #expect(UTCTimestamp(milliseconds: milliseconds).iso8601(zone: "Z") == text)
    }

    @Test func `every day of 400 years agrees with Foundation`() {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for day in stride(from: Int64(-73_000), to: 73_000, by: 1) {
            let moment = UTCTimestamp(milliseconds: day * 86_400_000 + 45_296_750)
            let expected = Date(timeIntervalSince1970: Double(day * 86_400) + 45_296.75).formatted(style)
            guard moment.iso8601(zone: "Z") == expected else {
                Issue.record("\(moment.iso8601(zone: "Z")) instead of \(expected)")
                return
            }
        }
    }

    @Test func `now is between two looks at Foundation's clock`() {
        let before = Int64(Date().timeIntervalSince1970 * 1_000)
        let now = UTCTimestamp.now().milliseconds
        #expect((before...Int64(Date().timeIntervalSince1970 * 1_000)).contains(now))
    }
}
