public import JSON
import Kafka

/// A topic and what is done with its events.
///
/// `handle` gets a batch of one partition, in order; batches of several partitions may be handled at once. It returns
/// those that can never be applied, and throws when the whole batch should be tried again: for ever when MongoDB or Kafka
/// is away, and some ten times over about a minute for any other error; after that the records that still fail, each tried
/// by itself, become dead letters. It must be idempotent: after a throw, a crash or a rebalance it gets the same records
/// again.
public struct Subscription: Sendable {
    public let topic: String
    /// Reading the topic from its beginning rebuilds what the service copies of others.
    public let isReplayable: Bool
    let apply: @Sendable ([ConsumerRecord]) throws -> [RejectedDelivery]

    /// - Parameter isReplayable: the events are all that this service keeps of their aggregates, so whatever was lost comes
    ///   back with them. Not so where they only begin what the service itself goes on with.
    public init<Event: JSONReadable>(
        topic: String, of type: Event.Type, isReplayable: Bool = false,
        handle: @escaping @Sendable ([Delivery<Event>]) throws -> [RejectedDelivery]
    ) {
        self.topic = topic
        self.isReplayable = isReplayable
        apply = { records in
            let decoder = EventDecoder<Event>()
            var rejected: [RejectedDelivery] = []
            var deliveries: [Delivery<Event>] = []
            var places: [Int] = []
            deliveries.reserveCapacity(records.count)
            for (index, record) in records.enumerated() {
                do throws(EventFault) {
                    deliveries.append(try decoder.decode(record))
                    places.append(index)
                } catch {
                    rejected.append(RejectedDelivery(index: index, error))
                }
            }
            if !deliveries.isEmpty {
                rejected += try handle(deliveries).map {
                    RejectedDelivery(index: places[$0.index], code: $0.code, reason: $0.reason)
                }
            }
            return rejected
        }
    }
}
