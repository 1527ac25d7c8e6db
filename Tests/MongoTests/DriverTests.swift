import Foundation
import Mongo
import StructuredLogging
import Synchronization
import Testing

struct DriverTests {
    @Test func `the driver's own lines go to our log`() throws {
        let system = LoggingSystem()
        system.configure(service: "test", format: .json, rootLevel: .trace)
        let lines = Mutex("")
        system.setOutput { bytes in lines.withLock { $0 += String(decoding: bytes, as: UTF8.self) } }
        routeDriverLogs(to: Logger(label: "mongo", system: system))
        // libmongoc warns of an option that it does not know.
        _ = try MongoURI("mongodb://localhost/?thisIsNoOption=1")
        #expect(lines.withLock { $0 }.lowercased().contains("thisisnooption"))
    }
}
