import StructuredLogging
import Synchronization
import Testing

@Suite struct LoggerTests {
    @Test func `a line below the level builds neither message nor metadata`() {
        let caught = CaughtLines(format: .human, level: .warning)
        let logger = Logger(label: "storefront", system: caught.system)
        let built = Atomic(0)
        func text() -> String {
            built.add(1, ordering: .relaxed)
            return "text"
        }
        logger.info(text(), metadata: ["key": .string(text())])
        #expect(built.load(ordering: .relaxed) == 0)
        logger.warning(text(), metadata: ["key": .string(text())])
        #expect(built.load(ordering: .relaxed) == 2)
        #expect(caught.lines == ["2021-05-19T16:00:00.123Z WARNING  accounts storefront: text key=text\n"])
    }

    @Test func `each method writes its own level`() {
        let caught = CaughtLines(service: "", format: .human, level: .trace)
        let logger = Logger(label: "l", system: caught.system)
        logger.trace("m")
        logger.debug("m")
        logger.info("m")
        logger.notice("m")
        logger.warning("m")
        logger.error("m")
        logger.critical("m")
        #expect(
            caught.lines
                == ["TRACE   ", "DEBUG   ", "INFO    ", "NOTICE  ", "WARNING ", "ERROR   ", "CRITICAL"].map {
                    "2021-05-19T16:00:00.123Z \($0) l: m\n"
                })
    }

    @Test func `metadata of a copy stays with the copy and that of the call wins`() {
        let caught = CaughtLines(format: .human)
        let logger = Logger(label: "l", system: caught.system)
        var copy = logger
        copy[metadataKey: "a"] = "copy"
        copy[metadataKey: "b"] = 2
        copy.info("m", metadata: ["a": "call"])
        logger.info("m")
        #expect(
            caught.lines == [
                "2021-05-19T16:00:00.123Z INFO     accounts l: m a=call b=2\n",
                "2021-05-19T16:00:00.123Z INFO     accounts l: m\n",
            ])
        #expect(copy[metadataKey: "b"] == 2)
    }
}
