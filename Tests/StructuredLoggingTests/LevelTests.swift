import StructuredLogging
import Testing

@Suite struct LevelTests {
    @Test func `levels are ordered by severity`() {
        #expect(Logger.Level.allCases.sorted() == [.trace, .debug, .info, .notice, .warning, .error, .critical])
        #expect(Logger.Level.allCases == Logger.Level.allCases.sorted())
    }
}
