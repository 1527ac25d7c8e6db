public import JSON
public import Kafka
public import Mongo
public import Outbox
public import PrometheusMetrics
public import Settings
public import StorefrontContracts
public import StructuredLogging
public import Web
// STUB: the agreed interface; replaced by real files.

/// What all three services read from the environment.
public struct ServiceSettings: Sendable {
    public var serviceName: String, profiles: [String], address: String, port: Int, mongoURI: MongoURI, kafka: KafkaConfiguration, groupID: String, offsetReset: String
    /// Sample routes exist; their GET aliases write.
    public var samples: Bool, getWrites: Bool
    public var topics: TopicNames
    public var exposedEndpoints: Set<String>, showHealthDetails: Bool, trustedProxies: TrustedProxies, rootLevel: Logger.Level, levels: [String: Logger.Level], workers: Int
}
/// What a service is given to build itself from.
public struct ServiceContext: Sendable {
    public let settings: ServiceSettings, database: MongoDatabase, metrics: MetricsRegistry, logger: Logger
    /// An outbox over one aggregate collection; started and stopped by the host.
    public func makeOutbox(over collection: MongoCollection) -> Outbox { fatalError("stub") }
}
/// One event of a topic, decoded. `event` nil is a deletion (null value).
public struct Delivery<Event: Sendable>: Sendable {
    public let key: String?, event: Event?, sequence: Int64?, id: String?, timeMilliseconds: Int64, headers: [KafkaHeader]
    /// "topic/partition@offset"
    public let origin: String
    public init(key: String?, event: Event?, sequence: Int64?, id: String?, timeMilliseconds: Int64, headers: [KafkaHeader], origin: String) { self.key = key; self.event = event; self.sequence = sequence; self.id = id; self.timeMilliseconds = timeMilliseconds; self.headers = headers; self.origin = origin }
    public func header(_ name: String) -> String? { fatalError("stub") }
}
/// A delivery that can never be applied: it goes to the dead-letter topic with this reason.
public struct RejectedDelivery: Sendable { public let index: Int, code: String, reason: String; public init(index: Int, code: String, reason: String) { self.index = index; self.code = code; self.reason = reason } }
/// A topic and what is done with its events. `handle` gets a batch of one partition, in order; it throws when the whole batch should be tried again
/// (MongoDB away), and returns those that can never be applied. It must be idempotent.
public struct Subscription: Sendable {
    public let topic: String
    public init<Event: JSONReadable>(topic: String, of type: Event.Type, handle: @escaping @Sendable ([Delivery<Event>]) throws -> [RejectedDelivery]) { fatalError("stub") }
}
/// The parts of a service.
public struct ServiceParts: Sendable {
    public var routes: [Route], subscriptions: [Subscription], topics: [TopicSpecification]
    /// Run once MongoDB answers, before the service is ready (indexes); retried while MongoDB is away; another error ends the process with its sentence.
    public var prepare: @Sendable () throws -> Void
    public init(routes: [Route], subscriptions: [Subscription], topics: [TopicSpecification], prepare: @escaping @Sendable () throws -> Void) { self.routes = routes; self.subscriptions = subscriptions; self.topics = topics; self.prepare = prepare }
}
public protocol StorefrontService {
    /// "accounts"
    static var name: String { get }
    static var abstract: String { get }
    /// Port in profile `local`.
    static var localPort: Int { get }
    /// Service's own settings are read here, too (faults are reported with the others).
    init(reading settings: SettingsReader)
    func build(_ context: ServiceContext) throws -> ServiceParts
}
public enum ServiceHost {
    /// Parses the command line, reads settings (78 with all faults), runs until SIGTERM.
    public static func main<Service: StorefrontService>(_ service: Service.Type) -> Never { fatalError("stub") }
}
