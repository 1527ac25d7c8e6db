import Kafka
import Testing

@testable import ServiceHost

@Suite struct ConsumerLagTests {
    private func partition(
        _ topic: String, _ partition: Int32, committed: Int64, high: Int64
    ) -> KafkaConsumer.PartitionState {
        KafkaConsumer.PartitionState(topic: topic, partition: partition, committed: committed, highWatermark: high)
    }

    @Test func `lag is what lies between the commit and the end, over all partitions of the topic`() {
        let assignment = [
            partition("a", 0, committed: 5, high: 12), partition("a", 1, committed: -1, high: 3),
            partition("a", 2, committed: 4, high: 4), partition("b", 0, committed: 0, high: 100),
        ]
        #expect(ConsumerLag.lag(of: "a", in: assignment) == 10)
    }

    @Test func `without a partition, or before the first fetch, there is no lag to tell`() {
        #expect(ConsumerLag.lag(of: "a", in: []) == nil)
        #expect(ConsumerLag.lag(of: "a", in: [partition("a", 0, committed: -1, high: -1)]) == nil)
    }
}
