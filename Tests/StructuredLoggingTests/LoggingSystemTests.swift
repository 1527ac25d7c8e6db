import StructuredLogging
import Synchronization
import Testing

@Suite struct LoggingSystemTests {
    @Test func `a level that is changed at run time reaches loggers that exist`() {
        let caught = CaughtLines(format: .human)
        let server = Logger(label: "storefront.http.server", system: caught.system)
        server.debug("one")
        caught.system.setLevel(.debug, for: "storefront.http")
        server.debug("two")
        caught.system.setLevel(nil, for: "storefront.http")
        server.debug("three")
        caught.system.setRootLevel(.trace)
        server.debug("four")
        #expect(caught.lines.map { $0.suffix(6).split(separator: " ").last ?? "" } == ["two\n", "four\n"])
        #expect(caught.system.effectiveLevel(for: "storefront.http.server") == .trace)
        #expect(caught.system.configuredLevels.isEmpty)
        #expect(caught.system.labels == ["storefront.http.server"])
    }

    @Test func `the observer hears of written lines only`() {
        let caught = CaughtLines(format: .json, level: .warning)
        let heard = Mutex<[Logger.Level]>([])
        caught.system.setObserver { level in heard.withLock { $0.append(level) } }
        let logger = Logger(label: "l", system: caught.system)
        logger.info("unheard")
        logger.warning("heard")
        logger.critical("heard")
        #expect(heard.withLock { $0 } == [.warning, .critical])
    }
}
