public import Kafka
public import Settings
public import Web

/// What a service's library gives to the host: its name, its own settings, its parts.
public protocol StorefrontService {
    /// "accounts": the name of the binary, the default database and the consumer group.
    static var name: String { get }
    /// One sentence for `--help`.
    static var abstract: String { get }
    /// The port in profile `local`.
    static var localPort: Int { get }

    /// Reads the service's own settings; their faults are reported together with the host's.
    init(reading settings: SettingsReader)

    /// Puts the service together. Called once, before anything is connected, so it must not read from the database.
    func build(_ context: ServiceContext) throws -> ServiceParts
}

/// The parts of a service.
public struct ServiceParts: Sendable {
    public var routes: [Route]
    public var subscriptions: [Subscription]
    /// Topics beside the four of the storefront, which the host creates anyway.
    public var topics: [TopicSpecification]
    public var jobs: [PeriodicJob]
    /// Run once MongoDB answers and before the service is ready: it builds indexes. Must be idempotent. It is tried
    /// again while MongoDB is away; any other error ends the process with its sentence.
    public var prepare: @Sendable () throws -> Void
    /// What the service tells of its aggregates under `/actuator/aggregates`, and publishes again when it is asked to.
    public var aggregates: ServiceAggregates?

    public init(
        routes: [Route], subscriptions: [Subscription], topics: [TopicSpecification] = [],
        jobs: [PeriodicJob] = [], aggregates: ServiceAggregates? = nil,
        prepare: @escaping @Sendable () throws -> Void
    ) {
        self.routes = routes
        self.subscriptions = subscriptions
        self.topics = topics
        self.jobs = jobs
        self.prepare = prepare
        self.aggregates = aggregates
    }
}
