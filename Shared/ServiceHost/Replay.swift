import BSON
import Kafka
import Mongo
import Synchronization

/// Reads what this service copies of others from the beginning of its topics once more. Thread-safe.
///
/// A request reaches one replica and concerns all of them: it is counted in the database, where each replica looks every
/// second and then replays the partitions that it reads.
final class Replay: Sendable {
    /// Those that rebuild copies.
    let topics: [String]
    private let requests: MongoCollection
    private let consumer: KafkaConsumer?
    /// How many requests this process knows of; nil before its first look.
    private let known = Mutex<Int64?>(nil)

    private static let document: BSONDocument = ["_id": "replay"]

    /// - Parameter requests: the collection that counts them, in the document `replay`.
    init(_ subscriptions: [Subscription], requests: MongoCollection, consumer: KafkaConsumer?) {
        topics = subscriptions.filter(\.isReplayable).map(\.topic)
        self.requests = requests
        self.consumer = consumer
    }

    /// In all replicas: here at once, in the others within a second.
    func request() throws(MongoError) {
        let count = try requests.findOneAndUpdate(Self.document, .document(["$inc": ["requests": 1]]), upsert: true)
        known.withLock { $0 = max($0 ?? 0, count?["requests"]?.integerValue ?? 0) }
        begin()
    }

    /// In this process.
    func begin() {
        if !topics.isEmpty { consumer?.replay(Set(topics)) }
    }

    var job: PeriodicJob { PeriodicJob("replay", every: .seconds(1), run: look) }

    private func look() throws {
        let count = try requests.findOne(Self.document)?["requests"]?.integerValue ?? 0
        let isNew = known.withLock { known in
            defer { known = count }
            // What was asked before the start was done by others, or by this service's earlier process.
            return known.map { count > $0 } ?? false
        }
        if isNew { begin() }
    }
}
