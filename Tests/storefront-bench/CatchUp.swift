import BSON
import FoundationEssentials
import HTTPClient
import Kafka
import Mongo
import StructuredLogging
import TestSupport

/// A consumer that starts far behind: how many events a second it applies until it is there.
struct CatchUp {
    /// A topic of customers, each with one event.
    struct Backlog: Sendable {
        /// A consumer applies as many batches at once.
        static let partitions: Int32 = 3

        let topic: String
        let count: Int

        init(topic: String, count: Int, bootstrapServers: String) throws {
            self.topic = topic
            self.count = count
            let configuration = KafkaConfiguration(bootstrapServers: bootstrapServers, clientID: "bench")
            try createTopic(topic, partitions: Self.partitions, configuration)
            let producer = try KafkaProducer(configuration, logger: Logger(label: "bench.producer"))
            try producer.start()
            defer { producer.stop(by: .now + .seconds(5)) }
            for first in stride(from: 0, to: count, by: 5_000) {
                let records = (first..<min(count, first + 5_000)).map { number in
                    BenchCustomer.record(topic: topic, id: ObjectID().description, lastName: "n\(number)")
                }
                for result in producer.sendAll(records, deadline: .now + .seconds(60)) { _ = try result.get() }
            }
        }
    }

    let backlog: Backlog
    let database: MongoDatabase
    let collection: String

    /// Calls `start`, which starts the consumer on an empty database, and waits until each event has made its document.
    /// - Returns: events per second, from the first document that shows.
    func measure(patience: Duration, _ start: () throws -> Void) throws -> Double {
        try start()
        let deadline = ContinuousClock.now + patience
        var first: (count: Int, at: ContinuousClock.Instant)?
        while true {
            let count = try self.count()
            let now = ContinuousClock.now
            if count >= backlog.count {
                guard let first, first.count < count else { throw ProcessError("the backlog is too small to measure") }
                return Double(count - first.count) / first.at.duration(to: now).seconds
            }
            if first == nil, count > 0 { first = (count, now) }
            guard now < deadline else { throw ProcessError("orders applied \(count) of \(backlog.count) events") }
            Waiting.pause(.milliseconds(20))
        }
    }

    /// From the collection's metadata, so that the question costs nothing.
    private func count() throws -> Int {
        Int(try database.run(["count": .string(collection)])["n"]?.integerValue ?? 0)
    }
}

func createTopic(_ name: String, partitions: Int32, _ configuration: KafkaConfiguration) throws {
    let admin = try KafkaAdmin(configuration, logger: Logger(label: "bench.admin"))
    defer { admin.close() }
    _ = try admin.createTopics([TopicSpecification(name: name, partitions: partitions)], timeout: .seconds(30))
}
