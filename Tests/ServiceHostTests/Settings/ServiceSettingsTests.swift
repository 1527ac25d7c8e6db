import CommandLineOptions
import Kafka
import Mongo
import Settings
import StorefrontContracts
import StructuredLogging
import Testing
import Web

@testable import ServiceHost

@Suite struct ServiceSettingsTests {
    private func read(_ environment: [String: String]) throws -> ServiceSettings {
        let reader = SettingsReader(environment: environment)
        let settings = ServiceSettings.read(from: reader, service: EmptyService.self)
        _ = EmptyService(reading: reader)
        try reader.finish()
        return settings
    }

    private func faults(_ environment: [String: String]) -> [SettingFault] {
        do {
            _ = try read(environment)
            return []
        } catch let error as SettingsFaults {
            return error.faults
        } catch {
            Issue.record(error)
            return []
        }
    }

    @Test func `without any variable a service is closed and looks for its peers by name`() throws {
        let settings = try read([:])
        #expect(settings.serviceName == "accounts")
        #expect(settings.profiles.isEmpty)
        #expect(settings.address == "0.0.0.0")
        #expect(settings.port == 8080)
        #expect(settings.managementPort == nil)
        #expect(settings.mongoURI.description == "mongodb://mongo:27017/accounts")
        #expect(settings.databaseName == "accounts")
        #expect(settings.kafka.bootstrapServers == "kafka:9092")
        #expect(settings.kafka.clientID == "accounts")
        #expect(settings.kafka.properties.isEmpty)
        #expect(settings.sessionTimeout == .seconds(6))
        #expect(settings.groupID == "accounts")
        #expect(settings.offsetReset == "earliest")
        #expect(!settings.samples)
        #expect(!settings.getWrites)
        #expect(settings.topics == TopicNames())
        #expect(settings.exposedEndpoints == ["health", "info", "prometheus"])
        #expect(!settings.showHealthDetails)
        #expect(!settings.trustedProxies.contains("127.0.0.1"))
        #expect(settings.rootLevel == .info)
        #expect(settings.levels.isEmpty)
        #expect(settings.workers == 16)
        #expect(settings.stopTimeout == .seconds(8))
        #expect(settings.shutdownDelay == .zero)
        #expect(settings.notices.isEmpty)
    }

    @Test func `profile local is open and finds everything on this machine`() throws {
        let settings = try read(["SPRING_PROFILES_ACTIVE": "local"])
        #expect(settings.port == 8085)
        #expect(settings.mongoURI.description == "mongodb://localhost:27017/accounts")
        #expect(settings.kafka.bootstrapServers == "localhost:9092")
        #expect(settings.samples)
        #expect(settings.getWrites)
        #expect(settings.exposedEndpoints == ["*"])
        #expect(settings.trustedProxies.contains("127.0.0.1"))
        #expect(settings.trustedProxies.contains("::1"))
        #expect(!settings.trustedProxies.contains("10.1.2.3"))
        #expect(settings.rootLevel == .debug)
    }

    @Test func `profile minikube is open and finds its peers in the cluster`() throws {
        let settings = try read(["SPRING_PROFILES_ACTIVE": "minikube"])
        #expect(settings.port == 8080)
        #expect(settings.mongoURI.description == "mongodb://mongo.mongo:27017/accounts")
        #expect(settings.kafka.bootstrapServers == "kafka-cluster-kafka-bootstrap.storefront-kafka-project:9092")
        #expect(settings.samples)
        #expect(settings.exposedEndpoints == ["*"])
        for proxy in ["10.1.2.3", "172.16.0.1", "192.168.1.1", "127.0.0.6", "fd00::1"] {
            #expect(settings.trustedProxies.contains(proxy), "\(proxy)")
        }
        #expect(!settings.trustedProxies.contains("8.8.8.8"))
    }

    @Test func `a profile that nobody knows is closed`() throws {
        let settings = try read(["SPRING_PROFILES_ACTIVE": "confluent, production"])
        #expect(settings.profiles == ["confluent", "production"])
        #expect(!settings.samples)
        #expect(settings.mongoURI.description == "mongodb://mongo:27017/accounts")
    }

    @Test func `single settings override the profile`() throws {
        let settings = try read([
            "SPRING_PROFILES_ACTIVE": "local", "STOREFRONT_SAMPLES": "false", "STOREFRONT_GET_WRITES": "no",
            "MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE": "health", "STOREFRONT_TRUSTED_PROXIES": "10.0.0.0/8",
            "LOGGING_LEVEL_ROOT": "warn", "SERVER_PORT": "0", "SERVER_ADDRESS": "127.0.0.1",
            "SPRING_DATA_MONGODB_URI": "mongodb://one,two:27018/other?replicaSet=rs0",
            "SPRING_KAFKA_BOOTSTRAP_SERVERS": "b1:9092, b2:9093",
        ])
        #expect(!settings.samples)
        #expect(!settings.getWrites)
        #expect(settings.exposedEndpoints == ["health"])
        #expect(settings.trustedProxies.contains("10.1.1.1"))
        #expect(!settings.trustedProxies.contains("127.0.0.1"))
        #expect(settings.rootLevel == .warning)
        #expect(settings.port == 0)
        #expect(settings.address == "127.0.0.1")
        #expect(settings.databaseName == "other")
        #expect(settings.kafka.bootstrapServers == "b1:9092,b2:9093")
    }

    @Test func `a URI without a database means the service's own`() throws {
        #expect(try read(["SPRING_DATA_MONGODB_URI": "mongodb://db:27017"]).databaseName == "accounts")
    }

    @Test func `the remaining settings are read`() throws {
        let settings = try read([
            "SPRING_APPLICATION_NAME": "accounts-eu", "MANAGEMENT_SERVER_PORT": "9091",
            "SPRING_KAFKA_CONSUMER_GROUP_ID": "g", "SPRING_KAFKA_PROPERTIES_SESSION_TIMEOUT_MS": "10000",
            "SPRING_KAFKA_CONSUMER_AUTO_OFFSET_RESET": "None",
            "SPRING_KAFKA_TOPIC_ACCOUNTS_CUSTOMER": "c", "SPRING_KAFKA_TOPIC_ORDERS_ORDER": "orders.order.fulfill",
            "SPRING_KAFKA_TOPIC_FULFILLMENT_ORDER": "f", "SPRING_KAFKA_TOPIC_ORDERS_STATUS": "s",
            "MANAGEMENT_ENDPOINT_HEALTH_SHOW_DETAILS": "ALWAYS", "SERVER_TOMCAT_THREADS_MAX": "4",
            "SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE": "20s", "STOREFRONT_SHUTDOWN_DELAY": "5s",
            "LOGGING_LEVEL_COM_STOREFRONT_HTTP": "trace",
            "SPRING_KAFKA_SECURITY_PROTOCOL": "SSL", "SPRING_KAFKA_PROPERTIES_RETRY_BACKOFF_MS": "500",
            "SPRING_KAFKA_PROPERTIES_MAX_POLL_RECORDS": "5", "SERVER_SERVLET_CONTEXT_PATH": "/",
        ])
        #expect(settings.serviceName == "accounts-eu")
        #expect(settings.databaseName == "accounts")
        #expect(settings.managementPort == 9091)
        #expect(settings.groupID == "g")
        #expect(settings.sessionTimeout == .seconds(10))
        #expect(settings.offsetReset == "error")
        #expect(
            settings.topics
                == TopicNames(
                    customerChange: "c", orderChange: "orders.order.fulfill", fulfillmentChange: "f",
                    orderStatusChange: "s"))
        #expect(settings.showHealthDetails)
        #expect(settings.workers == 4)
        #expect(settings.stopTimeout == .seconds(20))
        #expect(settings.shutdownDelay == .seconds(5))
        #expect(settings.levels == ["com.storefront.http": .trace])
        #expect(settings.kafka.properties == ["security.protocol": "ssl", "retry.backoff.ms": "500"])
        #expect(settings.notices == ["SPRING_KAFKA_PROPERTIES_MAX_POLL_RECORDS has no meaning here and is ignored"])
    }

    @Test(arguments: [
        "SPRING_KAFKA_BOOTSTRAP_SERVERS", "SPRING_KAFKA_BOOTSTRAPSERVERS", "SPRING_KAFKA_BOOTSTRAP-SERVERS",
        "spring.kafka.bootstrap-servers",
    ])
    func `brokers are found under each spelling`(name: String) throws {
        #expect(try read([name: "b:1"]).kafka.bootstrapServers == "b:1")
    }

    @Test(arguments: [
        "SPRING_KAFKA_TOPIC_ORDERS_ORDER", "SPRING_KAFKA_TOPIC_ORDERSORDER", "SPRING_KAFKA_TOPIC_ORDERS-ORDER",
        "spring.kafka.topic.orders-order",
    ])
    func `a topic is found under each spelling`(name: String) throws {
        #expect(try read([name: "t"]).topics.orderChange == "t")
    }

    @Test func `every setting has the spellings that its property can arrive in`() {
        let key = SettingKey(property: "a.b-c.d", aliases: ["X"], help: "")
        #expect(key.name == "A_B_C_D")
        #expect(key.aliases == ["A_BC_D", "A_B-C_D", "a.b-c.d", "X"])
        #expect(SettingKey(property: "server.port", help: "").aliases == ["server.port"])
    }

    @Test func `all faults are told together, each with what was expected, and no secret is shown`() {
        let found = faults([
            "SERVER_PORT": "70000", "SERVER_ADDRESS": "not an address",
            "SPRING_DATA_MONGODB_URI": "postgres://u:hunter2@db/x",
            "SPRING_KAFKA_BOOTSTRAP-SERVERS": "kafka", "SPRING_KAFKA_CONSUMER_AUTO_OFFSET_RESET": "middle",
            "SPRING_KAFKA_TOPIC_ORDERS_ORDER": "no spaces", "STOREFRONT_SAMPLES": "perhaps",
            "STOREFRONT_TRUSTED_PROXIES": "10.0.0.0/99", "LOGGING_LEVEL_ROOT": "loud",
            "LOGGING_LEVEL_COM_STOREFRONT": "quiet",
            "SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE": "soon", "SERVER_THREADS_MAX": "0",
            "MANAGEMENT_ENDPOINT_HEALTH_SHOW_DETAILS": "sometimes", "SPRING_KAFKA_PROPERTIES_SECURITY_PROTOCOL": "TLS",
            "SPRING_KAFKA_PROPERTIES_SASL_JAAS_CONFIG": "password=hunter2", "SERVER_SERVLET_CONTEXT_PATH": "/accounts",
            "MANAGEMENT_SERVER_PORT": "x", "EMPTY_SIZE": "12",
        ])
        #expect(
            Set(found.map(\.name)) == [
                "SERVER_PORT", "SERVER_ADDRESS", "SPRING_DATA_MONGODB_URI", "SPRING_KAFKA_BOOTSTRAP-SERVERS",
                "SPRING_KAFKA_CONSUMER_AUTO_OFFSET_RESET", "SPRING_KAFKA_TOPIC_ORDERS_ORDER", "STOREFRONT_SAMPLES",
                "STOREFRONT_TRUSTED_PROXIES", "LOGGING_LEVEL_ROOT", "LOGGING_LEVEL_COM_STOREFRONT",
                "SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE", "SERVER_THREADS_MAX",
                "MANAGEMENT_ENDPOINT_HEALTH_SHOW_DETAILS", "SPRING_KAFKA_PROPERTIES_SECURITY_PROTOCOL",
                "SPRING_KAFKA_PROPERTIES_SASL_JAAS_CONFIG", "SERVER_SERVLET_CONTEXT_PATH", "MANAGEMENT_SERVER_PORT",
                "EMPTY_SIZE",
            ])
        #expect(found.count == 18)
        #expect(found.allSatisfy { $0.message.hasPrefix("must be ") }, "\(found)")
        #expect(!found.contains { $0.message.contains("hunter2") })
    }

    @Test func `two topics of one name are a fault of the later one`() {
        #expect(
            faults(["SPRING_KAFKA_TOPIC_ORDERS_STATUS": "fulfillment.order.change"]) == [
                SettingFault(
                    name: "SPRING_KAFKA_TOPIC_ORDERS_STATUS",
                    message: #"must be a topic of its own, not "fulfillment.order.change" again"#)
            ])
    }

    @Test func `the help lists every setting with its default`() {
        let help = ServiceHost.command(for: EmptyService.self).help
        for text in [
            "SERVER_PORT", "8080", "SPRING_DATA_MONGODB_URI", "mongodb://mongo:27017/accounts", "LOGGING_LEVEL_",
            "SPRING_KAFKA_PROPERTIES_", "EMPTY_SIZE", "--health",
        ] {
            #expect(help.contains(text), "\(text)")
        }
    }
}
