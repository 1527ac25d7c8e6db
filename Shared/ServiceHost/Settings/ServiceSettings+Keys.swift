import Settings

/// The keys of all services, in the order of `--help`.
enum ServiceKeys {
    static let profiles = SettingKey(
        property: "spring.profiles.active",
        help: "Profiles: local and minikube are for development, any other is closed")
    static let name = SettingKey(property: "spring.application.name", help: "Name in logs, metrics and health")
    static let address = SettingKey(property: "server.address", help: "Address to listen on")
    static let port = SettingKey(property: "server.port", help: "Port to listen on")
    static let managementPort = SettingKey(
        property: "management.server.port", help: "Port of the actuator, when it has its own")
    static let workers = SettingKey(
        property: "server.threads.max", aliases: ["SERVER_TOMCAT_THREADS_MAX"],
        help: "Threads for requests that use the database")
    static let contextPath = SettingKey(
        property: "server.servlet.context-path", help: "Prefix of all paths: only empty or / (use a gateway's rewrite)")
    static let stopTimeout = SettingKey(
        property: "spring.lifecycle.timeout-per-shutdown-phase", help: "Time to finish what runs when told to stop")
    static let shutdownDelay = SettingKey(
        "STOREFRONT_SHUTDOWN_DELAY", help: "How long requests are still taken after readiness is off, before the stop")
    static let mongoURI = SettingKey(
        property: "spring.data.mongodb.uri", help: "MongoDB, a replica set, and the database in it")
    static let bootstrapServers = SettingKey(
        property: "spring.kafka.bootstrap-servers", help: "Kafka brokers, host:port, separated by commas")
    static let securityProtocol = SettingKey(
        property: "spring.kafka.security.protocol", help: "PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL")
    static let kafkaProperties = "SPRING_KAFKA_PROPERTIES_"
    static let sessionTimeout = SettingKey(
        property: "spring.kafka.properties.session.timeout.ms",
        aliases: ["SPRING_KAFKA_CONSUMER_PROPERTIES_SESSION_TIMEOUT_MS"],
        help: "Milliseconds of silence after which others take a consumer's partitions (brokers allow 6000 or more)")
    static let groupID = SettingKey(property: "spring.kafka.consumer.group-id", help: "Consumer group")
    static let offsetReset = SettingKey(
        property: "spring.kafka.consumer.auto-offset-reset",
        help: "Where a new consumer group begins: earliest, latest or none")
    static let customerTopic = SettingKey(
        property: "spring.kafka.topic.accounts-customer", help: "Topic of customer changes")
    static let orderTopic = SettingKey(
        property: "spring.kafka.topic.orders-order", help: "Topic of fulfillment requests")
    static let fulfillmentTopic = SettingKey(
        property: "spring.kafka.topic.fulfillment-order", help: "Topic of status changes made by fulfillment")
    static let statusTopic = SettingKey(
        property: "spring.kafka.topic.orders-status", help: "Topic of status changes made by orders")
    static let samples = SettingKey("STOREFRONT_SAMPLES", help: "Whether the sample routes exist")
    static let getWrites = SettingKey("STOREFRONT_GET_WRITES", help: "Whether GET may call the sample routes")
    static let trustedProxies = SettingKey(
        "STOREFRONT_TRUSTED_PROXIES", help: "Addresses and CIDR ranges whose Forwarded headers count")
    static let exposure = SettingKey(
        property: "management.endpoints.web.exposure.include", help: "Actuator endpoints, or *")
    static let showDetails = SettingKey(
        property: "management.endpoint.health.show-details", help: "Details in health: never or always")
    static let rootLevel = SettingKey(
        property: "logging.level.root", help: "Log level: TRACE, DEBUG, INFO, WARN, ERROR or OFF")
    static let levels = "LOGGING_LEVEL_"
}
