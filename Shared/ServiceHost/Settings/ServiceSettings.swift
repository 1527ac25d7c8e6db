public import Kafka
public import Mongo
public import StorefrontContracts
public import StructuredLogging
public import Web

/// What all three services read from the environment, checked.
public struct ServiceSettings: Sendable {
    public var serviceName: String
    public var profiles: [String]
    /// Numeric address to listen on; "0.0.0.0" for all.
    public var address: String
    /// 0 takes a free one.
    public var port: Int
    /// A port of its own for the actuator; nil serves it on `port`.
    public var managementPort: Int?
    public var mongoURI: MongoURI
    /// The URI's database, else the service's name.
    public var databaseName: String
    public var kafka: KafkaConfiguration
    /// A consumer that was silent for so long has lost its partitions to others.
    public var sessionTimeout: Duration
    public var groupID: String
    /// librdkafka's words: "earliest", "latest" or "error".
    public var offsetReset: String
    /// Sample routes exist.
    public var samples: Bool
    /// The sample routes have GET aliases, which write.
    public var getWrites: Bool
    public var topics: TopicNames
    /// Names of actuator endpoints, or "*".
    public var exposedEndpoints: Set<String>
    public var showHealthDetails: Bool
    public var trustedProxies: TrustedProxies
    public var rootLevel: Logger.Level
    /// By label; a prefix covers what is below it.
    public var levels: [String: Logger.Level]
    /// Threads that run blocking routes.
    public var workers: Int
    /// From the end of `shutdownDelay` until the process gives up waiting for its parts.
    public var stopTimeout: Duration
    /// From SIGTERM, which turns readiness off, until the sockets close: the time in which whoever balances the load hears
    /// of it. Zero on one machine.
    public var shutdownDelay: Duration
    /// What was set but means nothing here; logged at the start.
    public var notices: [String]
}
