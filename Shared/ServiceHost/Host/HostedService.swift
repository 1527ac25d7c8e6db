import Actuator
import CommandLineOptions
import Kafka
public import Lifecycle
import Mongo
import Outbox
import PrometheusMetrics
import Settings
public import StructuredLogging
import Web

/// A service with everything that it stands on: settings, logs, metrics, MongoDB, Kafka, HTTP.
///
/// `ServiceHost.main` runs one per process; tests run several in one. Thread-safe; started and stopped once.
public final class HostedService: Sendable {
    public let settings: ServiceSettings
    public let logger: Logger
    /// In the order of their start: each may depend on earlier ones.
    public let parts: [any LifecyclePart]

    private let listener: Listener
    private let managementListener: Listener?
    private let database: DatabaseConnection
    private let backbone: EventBackbone
    private let report: FailureReport

    /// Reads the settings and makes all parts; connects nothing.
    ///
    /// - Parameter logging: configured here; `.process` in a process of its own.
    /// - Throws: `SettingsFaults` with all faults, or `HostFailure` for what a library refuses.
    public convenience init<Service: StorefrontService>(
        _ type: Service.Type, environment: [String: String], logging: LoggingSystem = .process
    ) throws {
        let reader = SettingsReader(environment: environment)
        let settings = ServiceSettings.read(from: reader, service: type)
        let service = Service(reading: reader)
        try reader.finish()
        try self.init(service, settings: settings, logging: logging)
    }

    init<Service: StorefrontService>(_ service: Service, settings: ServiceSettings, logging: LoggingSystem) throws {
        func logger(_ label: String) -> Logger { Logger(label: label, system: logging) }
        let metrics = MetricsRegistry(commonLabels: [("application", settings.serviceName)])
        logging.configure(settings, metrics: metrics)
        ProcessMetrics.register(in: metrics)
        self.settings = settings
        self.logger = logger("com.storefront.\(Service.name)")
        for notice in settings.notices { self.logger.warning("\(notice)") }
        let report = FailureReport(logger: self.logger)
        self.report = report

        let client = try MongoClient(serving: settings)
        let kafka = try KafkaParts(settings, logger: logger("org.apache.kafka"))
        let outboxes = OutboxFactory(
            producer: kafka.producer, source: Service.name, metrics: metrics,
            logger: logger("com.storefront.outbox"))
        let serviceDatabase = client.database(settings.databaseName)
        let service = try service.build(
            ServiceContext(
                settings: settings, database: serviceDatabase, metrics: metrics, logger: self.logger,
                outboxes: outboxes))
        let idempotency = IdempotencyStore(serviceDatabase)
        let consumer = try kafka.consumer(
            of: service.subscriptions, metrics: metrics, logger: logger("com.storefront.events"))

        let republish = service.aggregates.map {
            RepublishParts(
                $0, marker: client.database(settings.databaseName).collection(RepublishMarkerStore.collectionName),
                producer: kafka.producer, logger: logger("com.storefront.republish"))
        }
        let replay = Replay(
            service.subscriptions, requests: serviceDatabase.collection(RepublishMarkerStore.collectionName),
            consumer: consumer)
        let jobLogger = self.logger
        let backbone = EventBackbone(
            cluster: kafka.admin, topics: service.topics,
            parts: outboxes.all + (consumer.map { [$0] } ?? [])
                + (service.jobs + [replay.job]).map { PeriodicJobRunner($0, logger: jobLogger) },
            watch: republish?.watch, logger: logger("com.storefront.events"))
        let database = DatabaseConnection(
            client: client, uri: settings.mongoURI, logger: logger("com.storefront.database"),
            prepare: {
                try idempotency.prepare()
                try service.prepare()
            }, collections: serviceDatabase.collectionIdentities, onPrepared: backbone.databaseIsPrepared,
            onLoss: replay.begin, onFailure: report.report)
        self.backbone = backbone
        self.database = database

        let state = AvailabilityState()
        let health = ServiceHealth(client: client, database: database, backbone: backbone, consumer: consumer)
        let actuator = Actuator(
            configuration: ActuatorConfiguration(settings), indicators: health.indicators, state: state,
            metrics: metrics,
            others: republish?.endpoints(
                service, outboxes: outboxes.all, consumer: consumer, metrics: metrics,
                isPrepared: { database.isPrepared }, replay: replay) ?? [])
        let web = WebParts(settings: settings, metrics: metrics, logger: logger("com.storefront.http"))
        let middleware: [any Middleware] = [
            PreparedGate { database.isPrepared }, IdempotencyMiddleware(store: idempotency),
        ]
        let hasManagementPort = settings.managementPort != nil
        listener = try web.listener(
            ServiceKeys.port, port: settings.port, routes: service.routes + (hasManagementPort ? [] : actuator.routes),
            middleware: middleware, workers: settings.workers)
        managementListener = try settings.managementPort.map { port in
            try web.listener(
                ServiceKeys.managementPort, port: port, routes: actuator.routes, workers: WebParts.managementWorkers)
        }
        parts =
            [database, kafka.producer] + (republish.map { [$0.republisher] } ?? []) + [backbone]
            + (managementListener.map { [$0] } ?? [])
            + [listener, Readiness(state: state, delay: settings.shutdownDelay)]
    }

    /// The port that is listened on; nil before the start.
    public var port: Int? { listener.port }

    /// The actuator's port: its own, or `port`.
    public var managementPort: Int? { managementListener.map(\.port) ?? port }

    /// MongoDB answered and its indexes are built; events are moved from then on, as soon as Kafka is there.
    public var isPrepared: Bool { database.isPrepared }

    /// The outboxes and the consumer run.
    public var movesEvents: Bool { backbone.isMoving }

    /// What the service cannot live with; the process ends with it.
    public var failure: HostFailure? { report.failure }

    /// `observer` is called once, when there is such a failure, on any thread.
    func onFailure(_ observer: @escaping @Sendable (HostFailure) -> Void) { report.observe(observer) }

    /// Starts all parts in order, and stops those that were started when one throws.
    public func start() throws {
        for (index, part) in parts.enumerated() {
            do {
                try part.start()
            } catch {
                stop(parts.prefix(index), within: settings.stopTimeout)
                throw error
            }
        }
    }

    /// Stops all parts in reverse.
    public func stop(within timeout: Duration = .seconds(8)) { stop(parts[...], within: timeout) }

    private func stop(_ parts: ArraySlice<any LifecyclePart>, within timeout: Duration) {
        let deadline = ContinuousClock.now + timeout
        for part in parts.reversed() { part.stop(by: deadline) }
    }
}

extension MongoClient {
    /// A pool with a connection for each thread that may want one, so that a lease never waits for another's: HTTP
    /// workers, batches of the consumer, outboxes, preparation, health, the topics' thread, republish and replay.
    fileprivate convenience init(serving settings: ServiceSettings) throws {
        do {
            try self.init(
                uri: settings.mongoURI,
                poolSize: settings.workers + KafkaParts.parallelBatches + OutboxFactory.limit * Outbox.connections + 5,
                applicationName: settings.serviceName)
        } catch {
            throw HostFailure(
                sentence: "SPRING_DATA_MONGODB_URI: \(error.message)", exitCode: ExitCode.configuration)
        }
    }
}

extension ActuatorConfiguration {
    fileprivate init(_ settings: ServiceSettings) {
        self.init(
            exposed: settings.exposedEndpoints, showDetails: settings.showHealthDetails,
            info: [
                (
                    "build",
                    [("artifact", settings.serviceName), ("name", settings.serviceName), ("version", version)]
                ), ("libraries", [("librdkafka", KafkaLibrary.version)]),
            ])
    }
}
