import StructuredLogging
import Testing

@testable import ServiceHost

@Suite struct FailureReportTests {
    private let lines = Journal()
    private let seen = Journal()

    private func makeReport() -> FailureReport {
        let lines = lines
        let logging = LoggingSystem()
        logging.setOutput { lines.add(String(decoding: $0, as: UTF8.self)) }
        return FailureReport(logger: Logger(label: "test", system: logging))
    }

    @Test func `the first failure counts, is logged and told once`() {
        let report = makeReport()
        let seen = seen
        report.observe { seen.add($0.sentence) }
        report.report(HostFailure(sentence: "first", exitCode: 78))
        report.report(HostFailure(sentence: "second", exitCode: 1))
        #expect(report.failure?.sentence == "first")
        #expect(seen.all == ["first"])
        #expect(lines.all.count == 1)
    }

    @Test func `who asks later is told, too`() {
        let report = makeReport()
        report.report(HostFailure(sentence: "first", exitCode: 78))
        let seen = seen
        report.observe { seen.add($0.sentence) }
        #expect(seen.all == ["first"])
    }
}
