import Foundation
import Testing

@testable import StructuredLogging

@Suite struct LineFormatTests {
    private let metadata: Logger.Metadata = [
        "text": "two words", "empty": "", "plain": "word", "pair": "a=b", "number": -3, "ratio": .double(0.5),
        "nan": .double(.nan), "flag": .bool(true), "event.duration": .duration(.microseconds(12_345)),
        "message": "mine",
    ]

    @Test func `a human line`() {
        let caught = CaughtLines(format: .human)
        Logger(label: "storefront.http", system: caught.system).info("Line one\nline two", metadata: metadata)
        #expect(
            caught.lines == [
                "2021-05-19T16:00:00.123Z INFO     accounts storefront.http: Line one\\nline two empty=\"\" "
                    + "event.duration=12.345ms flag=true message=mine nan=nan number=-3 pair=\"a=b\" plain=word "
                    + "ratio=0.5 text=\"two words\"\n"
            ])
    }

    @Test func `a JSON line`() {
        let caught = CaughtLines(format: .json)
        Logger(label: "storefront.http", system: caught.system).error("Line one\nline \"two\"", metadata: metadata)
        #expect(
            caught.lines == [
                #"{"@timestamp":"2021-05-19T16:00:00.123Z","log.level":"error","message":"Line one\nline \"two\"","#
                    + #""ecs.version":"8.11","service.name":"accounts","log.logger":"storefront.http","empty":"","#
                    + #""event.duration":12345000,"flag":true,"labels.message":"mine","nan":"nan","number":-3,"#
                    + #""pair":"a=b","plain":"word","ratio":0.5,"text":"two words"}"# + "\n"
            ])
    }

    @Test func `a forged line stays inside its JSON line`() throws {
        let caught = CaughtLines(format: .json)
        let forged = "x\"}\n{\"log.level\":\"info\",\"message\":\"all is well\"}\u{2028}\u{0}"
        Logger(label: "l", system: caught.system).error("\(forged)", metadata: [forged: .string(forged)])
        let line = try #require(caught.lines.first)
        #expect(line.filter(\.isNewline) == "\n")
        let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
        #expect(object["message"] == forged)
        #expect(object[forged] == forged)
        #expect(object["log.level"] == "error")
    }

    @Test func `durations beyond the range saturate`() {
        let caught = CaughtLines(format: .json)
        let logger = Logger(label: "l", system: caught.system)
        logger.info("m", metadata: ["d": .duration(.seconds(Int64.max))])
        logger.info("m", metadata: ["d": .duration(.seconds(Int64.min))])
        #expect(caught.lines.map { $0.contains("\"d\":9223372036854775807}") } == [true, false])
        #expect(caught.lines.map { $0.contains("\"d\":-9223372036854775808}") } == [false, true])
    }
}
