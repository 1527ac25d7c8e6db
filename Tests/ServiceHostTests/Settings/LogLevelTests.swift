import StructuredLogging
import Testing

@testable import ServiceHost

@Suite struct LogLevelTests {
    @Test(arguments: [
        ("TRACE", Logger.Level.trace), ("debug", .debug), ("Info", .info), ("WARN", .warning), ("warning", .warning),
        ("ERROR", .error), ("OFF", .critical), ("FATAL", .critical), ("notice", .notice),
    ])
    func `levels have Spring's names in any case`(name: String, level: Logger.Level) {
        #expect(Logger.Level(setting: name) == level)
    }

    @Test func `another name is none`() { #expect(Logger.Level(setting: "loud") == nil) }

    @Test func `each level counts under one of Logback's five`() {
        #expect(
            Logger.Level.allCases.map(\.logbackName)
                == ["trace", "debug", "info", "info", "warn", "error", "error"])
    }
}
