import Actuator
import FoundationEssentials
import Kafka
import Mongo

/// The components of `/actuator/health`.
struct ServiceHealth: Sendable {
    let client: MongoClient
    let database: DatabaseConnection
    let backbone: EventBackbone
    let consumer: KafkaConsumer?

    var indicators: [HealthIndicator] { [mongo, kafka, diskSpace, HealthIndicator("ping") { Health(.up) }] }

    /// Readiness: the database answers within a second, and its indexes are built.
    private var mongo: HealthIndicator {
        HealthIndicator("mongo", isReadiness: true) { [client, database] in
            do throws(MongoError) {
                let version = try client.serverVersion(timeout: .seconds(1))
                guard database.isPrepared else {
                    return Health(.down, details: [("error", "the indexes are not built yet"), ("version", version)])
                }
                return Health(.up, details: [("version", version)])
            } catch {
                return Health(.down, details: [("error", error.message)])
            }
        }
    }

    /// Shown, but never the reason for a DOWN: while the broker is away, events wait in the outbox.
    private var kafka: HealthIndicator {
        HealthIndicator("kafka", affectsTotal: false) { [backbone, consumer] in
            switch backbone.status {
            case .unknown: Health(.unknown)
            case .unreachable(let reason): Health(.down, details: [("error", reason)])
            case .complete(let id, let brokers):
                Health(
                    .up,
                    details: [
                        ("clusterId", id ?? ""), ("brokers", String(brokers)),
                        ("assignedPartitions", String(consumer?.assignment.count ?? 0)),
                    ])
            }
        }
    }

    /// Spring's threshold.
    private static let diskThreshold: UInt64 = 10 * 1_048_576

    private var diskSpace: HealthIndicator {
        HealthIndicator("diskSpace") {
            guard let attributes = try? FileManager.default.attributesOfFileSystem(forPath: "."),
                let total = (attributes[.systemSize] as? UInt64),
                let free = (attributes[.systemFreeSize] as? UInt64)
            else { return Health(.unknown, details: [("exists", .bool(false))]) }
            return Health(
                free < Self.diskThreshold ? .down : .up,
                details: [
                    ("total", .integer(Int64(clamping: total))), ("free", .integer(Int64(clamping: free))),
                    ("threshold", .integer(Int64(clamping: Self.diskThreshold))), ("exists", .bool(true)),
                ])
        }
    }
}
