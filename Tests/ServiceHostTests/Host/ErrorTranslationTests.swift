import HTTP
import Kafka
import Mongo
import Testing
import Web

@testable import ServiceHost

@Suite struct ErrorTranslationTests {
    @Test func `a database that is away is 503 with a time to come back`() throws {
        let problem = try #require(Problem.translated(MongoError.away))
        #expect(problem.status == .serviceUnavailable)
        #expect(problem.code == "database-unavailable")
        #expect(problem.headers["Retry-After"] == "1")
        #expect(!problem.detail.contains("nobody there"))
    }

    @Test func `other errors are not told`() {
        #expect(Problem.translated(MongoError.refused) == nil)
        #expect(Problem.translated(KafkaError.away) == nil)
    }
}
