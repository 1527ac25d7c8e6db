import Testing

@testable import storefront_dead_letters

@Suite struct DeadLetterStoreTests {
    @Test func `a broker that is away is named`() throws {
        let store = try DeadLetterStore(bootstrapServers: "127.0.0.1:1", patience: .seconds(1))
        defer { store.close() }
        let error = #expect(throws: DeadLetterStore.BrokerAway.self) {
            try store.letters(in: .matching(DeadLetterFilter()))
        }
        #expect(
            error?.description.hasPrefix("no Kafka broker answers at 127.0.0.1:1 (--kafka names another): ") == true)
    }
}
