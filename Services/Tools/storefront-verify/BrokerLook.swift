import FoundationEssentials
import Kafka
import StorefrontTools
import StructuredLogging
import Synchronization
import Threads

/// Looks into the broker: how much the topics hold, and what lies in the dead-letter topics beside them.
struct BrokerLook: TopicLook {
    private let configuration: KafkaConfiguration
    private let logger: Logger

    private static let timeout = Duration.seconds(10)
    private static let maximumLetters = 50

    /// - Parameter environment: where security and time-outs of the client are taken from.
    init(
        _ servers: String, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(ToolFailure) {
        do {
            configuration = try KafkaConfiguration(
                bootstrapServers: servers, clientID: "storefront-verify", environment: environment)
        } catch {
            throw ToolFailure(error.message)
        }
        // What goes wrong is told once, as the tool's own failure.
        let logging = LoggingSystem()
        logging.setRootLevel(.critical)
        logger = Logger(label: "org.apache.kafka", system: logging)
    }

    func look(at topics: Set<String>) throws(ToolFailure) -> TopicsReport {
        do throws(KafkaError) {
            let admin = try KafkaAdmin(configuration, logger: logger)
            defer { admin.close() }
            let present = try admin.describeCluster(timeout: Self.timeout).topics
            var report = TopicsReport(topics: [], deadLetters: 0, letters: [])
            var parked: [String] = []
            for name in present.keys.sorted() where Self.concerns(name, topics) {
                let marks = try admin.watermarks(topic: name, timeout: Self.timeout)
                let records = marks.values.reduce(0) { $0 + $1.high - $1.low }
                report.topics.append(.init(name: name, partitions: marks.count, records: records))
                guard !topics.contains(name), records > 0 else { continue }
                report.deadLetters += records
                parked.append(name)
            }
            if !parked.isEmpty { report.letters = try letters(in: parked, atMost: Int(report.deadLetters)) }
            return report
        } catch {
            throw ToolFailure("the broker at \(configuration.bootstrapServers) cannot be asked: \(error.message)")
        }
    }

    /// The topics themselves, and `<topic>.<group>.dlt` of any group.
    private static func concerns(_ name: String, _ topics: Set<String>) -> Bool {
        topics.contains(name) || (name.hasSuffix(".dlt") && topics.contains { name.hasPrefix($0 + ".") })
    }

    /// Reads with a group of its own, which nothing else ever uses.
    private func letters(in topics: [String], atMost count: Int) throws(KafkaError) -> [TopicsReport.Letter] {
        let wanted = min(count, Self.maximumLetters)
        let found = Signal<[TopicsReport.Letter]>([])
        let group = "storefront-verify-\(UInt64.random(in: 0 ... .max))"
        let consumer = try KafkaConsumer(
            KafkaConsumerConfiguration(base: configuration, groupID: group, topics: topics), logger: logger
        ) { records in
            found.update { $0 += records.map(TopicsReport.Letter.init) }
            return .done
        }
        do {
            try consumer.start()
        } catch {
            throw error as? KafkaError
                ?? KafkaError(code: 0, name: "", message: "\(error)", isFatal: false, isRetriable: false)
        }
        defer { consumer.stop(by: .now + .seconds(5)) }
        _ = found.wait(until: .now + Self.timeout) { $0.count >= wanted ? true : nil }
        return Array(found.update { $0 }.prefix(wanted))
    }
}

extension TopicsReport.Letter {
    fileprivate init(_ record: ConsumerRecord) {
        func text(_ name: String) -> String? {
            record.headers.lastValue(of: name).map { String(decoding: $0, as: UTF8.self) }
        }
        let place = "\(text("dlt-original-topic") ?? "?")/\(text("dlt-original-partition") ?? "?")"
        self.init(
            topic: record.topic, origin: "\(place)@\(text("dlt-original-offset") ?? "?")",
            key: record.key.map { String(decoding: $0, as: UTF8.self) }, code: text("dlt-code") ?? "unknown",
            reason: text("dlt-reason") ?? "")
    }
}
