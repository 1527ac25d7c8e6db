// swift-tools-version: 6.2
import PackageDescription

// Targets stand in layer order. A target depends only on targets of lower layers and on the C libraries of Debian;
// `scripts/layers` reads the `// L` comments and proves both. There is no package dependency.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

func shared(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Shared/\(name)", swiftSettings: strict)
}

/// A service cannot see what the shared modules declare `package`: it uses their public interface only.
func service(_ folder: String, _ name: String) -> Target {
    .target(
        name: name,
        dependencies: [
            "ServiceHost", "Settings", "Web", "HTTP", "JSON", "Mongo", "BSON", "Kafka", "Outbox", "StorefrontContracts",
            "PrometheusMetrics", "StructuredLogging", "Crypto",
        ],
        path: "Services/\(folder)/\(name)",
        packageAccess: false,
        swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(name)", resources: resources, swiftSettings: strict)
}

let package = Package(
    name: "storefront",
    products: [
        .executable(name: "accounts", targets: ["accounts"]),
        .executable(name: "orders", targets: ["orders"]),
        .executable(name: "fulfillment", targets: ["fulfillment"]),
        .executable(name: "refresh", targets: ["refresh"]),
        .executable(name: "storefront-verify", targets: ["storefront-verify"]),
        .executable(name: "kafka-relay", targets: ["kafka-relay"]),
        .executable(name: "storefront-dead-letters", targets: ["storefront-dead-letters"]),
    ],
    targets: [
        // L0
        .systemLibrary(
            name: "CMongo", path: "Shared/CMongo", pkgConfig: "libmongoc-1.0", providers: [.apt(["libmongoc-dev"])]),
        .systemLibrary(
            name: "CRDKafka", path: "Shared/CRDKafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
        .systemLibrary(
            name: "CRDKafkaMock", path: "Tests/CRDKafkaMock", pkgConfig: "rdkafka",
            providers: [.apt(["librdkafka-dev"])]),
        .systemLibrary(
            name: "CCurl", path: "Shared/CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "COpenSSL", path: "Shared/COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CMalloc", path: "Shared/CMalloc"),
        shared("JSON"),
        shared("Threads"),
        shared("Sockets"),
        shared("PrometheusMetrics"),
        shared("Settings"),
        shared("CommandLineOptions"),

        // L1
        .target(name: "CHTTPServer", path: "Shared/CHTTPServer"),
        // Its documents are written by scripts/contracts.
        .target(
            name: "StorefrontContracts", dependencies: ["JSON"], path: "Shared/StorefrontContracts",
            exclude: ["Schemas"], swiftSettings: strict),
        shared("StructuredLogging"),
        shared("BSON", ["CMongo", "JSON"]),
        shared("Crypto", ["COpenSSL"]),

        // L2
        shared("ContractDocuments", ["StorefrontContracts", "JSON", "CommandLineOptions"]),
        shared("Lifecycle", ["StructuredLogging", "Threads"]),
        shared("HTTPClient", ["CCurl", "StructuredLogging"]),
        shared("Mongo", ["CMongo", "BSON", "StructuredLogging"]),

        // L3
        shared("HTTP", ["CHTTPServer", "Sockets", "Threads", "Lifecycle", "StructuredLogging"]),
        shared("Kafka", ["CRDKafka", "Threads", "Lifecycle", "StructuredLogging"]),
        shared("KafkaRelay", ["Sockets", "Threads", "Lifecycle", "StructuredLogging"]),

        // L4
        shared("Web", ["HTTP", "JSON", "PrometheusMetrics", "StructuredLogging"]),
        shared(
            "Outbox", ["Mongo", "BSON", "Kafka", "Threads", "Lifecycle", "PrometheusMetrics", "StructuredLogging"]),

        // L5
        shared("Actuator", ["Web", "HTTP", "JSON", "PrometheusMetrics", "StructuredLogging"]),

        // L6
        shared(
            "ServiceHost",
            [
                "Actuator", "Web", "Outbox", "HTTP", "Kafka", "Mongo", "BSON", "Lifecycle", "StorefrontContracts",
                "StructuredLogging", "JSON", "Threads", "Sockets", "PrometheusMetrics", "Settings",
                "CommandLineOptions", "Crypto", "CMalloc",
            ]),

        // L7
        service("Accounts", "AccountsService"),
        service("Orders", "OrdersService"),
        service("Fulfillment", "FulfillmentService"),
        .target(
            name: "StorefrontTools",
            dependencies: [
                "HTTPClient", "JSON", "CommandLineOptions", "Settings", "StorefrontContracts", "StructuredLogging",
                "PrometheusMetrics",
            ],
            path: "Services/Tools/StorefrontTools", swiftSettings: strict),
        .target(
            name: "HTTPTestSupport", dependencies: ["HTTP", "Sockets", "StructuredLogging"],
            path: "Tests/HTTPTestSupport", swiftSettings: strict),
        .target(
            name: "TestSupport",
            dependencies: [
                "ServiceHost", "Actuator", "Web", "Outbox", "HTTP", "Kafka", "KafkaRelay", "Mongo", "BSON",
                "HTTPClient",
                "Lifecycle", "StorefrontContracts", "StructuredLogging", "JSON", "Threads", "Sockets",
                "PrometheusMetrics", "Settings", "CommandLineOptions",
            ],
            path: "Tests/TestSupport", swiftSettings: strict),

        // L8
        .executableTarget(
            name: "accounts", dependencies: ["AccountsService", "ServiceHost"], path: "Services/Accounts/accounts",
            swiftSettings: strict),
        .executableTarget(
            name: "orders", dependencies: ["OrdersService", "ServiceHost"], path: "Services/Orders/orders",
            swiftSettings: strict),
        .executableTarget(
            name: "fulfillment", dependencies: ["FulfillmentService", "ServiceHost"],
            path: "Services/Fulfillment/fulfillment", swiftSettings: strict),
        .executableTarget(
            name: "refresh", dependencies: ["StorefrontTools"], path: "Services/Tools/refresh", swiftSettings: strict),
        .executableTarget(
            name: "storefront-verify",
            dependencies: [
                "StorefrontTools", "Mongo", "BSON", "Kafka", "Threads", "StorefrontContracts", "StructuredLogging",
            ],
            path: "Services/Tools/storefront-verify", swiftSettings: strict),
        .executableTarget(
            name: "kafka-relay",
            dependencies: ["KafkaRelay", "CommandLineOptions", "Lifecycle", "StructuredLogging", "Sockets"],
            path: "Services/Tools/kafka-relay", swiftSettings: strict),
        .executableTarget(
            name: "storefront-chaos",
            dependencies: [
                "TestSupport", "KafkaRelay", "Kafka", "Mongo", "BSON", "HTTPClient", "JSON", "StorefrontContracts",
                "CommandLineOptions", "StructuredLogging", "Threads", "Sockets",
            ],
            path: "Tests/storefront-chaos", swiftSettings: strict),
        .executableTarget(
            name: "outbox-bench",
            dependencies: ["Outbox", "Mongo", "BSON", "Threads", "CommandLineOptions", "StructuredLogging"],
            path: "Tests/outbox-bench", swiftSettings: strict),
        // What scripts/bench runs; the C program is the yardstick, so nothing of ours is in it.
        .executableTarget(
            name: "storefront-bare-loop", dependencies: ["CRDKafka", "CMongo"], path: "Tests/storefront-bare-loop"),
        .executableTarget(
            name: "storefront-bench",
            dependencies: [
                "TestSupport", "StorefrontTools", "Kafka", "Mongo", "BSON", "HTTPClient", "StorefrontContracts",
                "CommandLineOptions", "StructuredLogging", "Threads",
            ],
            path: "Tests/storefront-bench", swiftSettings: strict),

        .executableTarget(
            name: "storefront-dead-letters",
            dependencies: [
                "StorefrontTools", "StorefrontContracts", "Kafka", "JSON", "CommandLineOptions", "StructuredLogging",
            ],
            path: "Services/Tools/storefront-dead-letters", swiftSettings: strict),
        .executableTarget(
            name: "storefront-contracts", dependencies: ["ContractDocuments", "CommandLineOptions"],
            path: "Services/Tools/storefront-contracts", swiftSettings: strict),

        // Tests: the layer above everything
        tests("CryptoTests", ["Crypto"]),
        tests("ContractDocumentsTests", ["ContractDocuments", "StorefrontContracts", "JSON"]),
        tests("StorefrontContractsTests", ["StorefrontContracts", "JSON"]),
        tests(
            "AccountsServiceTests",
            [
                "AccountsService", "ServiceHost", "StorefrontContracts", "JSON", "BSON", "Kafka", "Mongo", "Outbox",
                "PrometheusMetrics",
                "StructuredLogging", "TestSupport",
            ]),
        tests(
            "OrdersServiceTests",
            [
                "OrdersService", "ServiceHost", "StorefrontContracts", "JSON", "BSON", "Kafka", "Mongo", "Outbox",
                "PrometheusMetrics", "StructuredLogging", "TestSupport",
            ]),
        tests(
            "FulfillmentServiceTests",
            [
                "FulfillmentService", "ServiceHost", "StorefrontContracts", "JSON", "BSON", "Kafka", "Mongo", "Outbox",
                "PrometheusMetrics",
                "StructuredLogging", "TestSupport",
            ]),
        tests("ThreadsTests", ["Threads"]),
        tests("SocketsTests", ["Sockets", "Threads"]),
        tests("HTTPTests", ["HTTP", "CHTTPServer", "HTTPTestSupport", "Sockets", "StructuredLogging", "Threads"]),
        tests("HTTPConformance", ["HTTP", "HTTPTestSupport", "Sockets"]),
        tests("HTTPClientTests", ["HTTPClient", "Sockets", "Threads"]),
        tests(
            "StorefrontDeadLettersTests",
            [
                "storefront-dead-letters", "StorefrontTools", "StorefrontContracts", "ServiceHost", "Kafka", "JSON",
                "CommandLineOptions", "PrometheusMetrics", "StructuredLogging", "TestSupport", "Threads",
            ]),
        tests(
            "StorefrontToolsTests",
            ["StorefrontTools", "StorefrontContracts", "HTTPClient", "JSON", "CommandLineOptions"]),
        tests("StructuredLoggingTests", ["StructuredLogging"]),
        tests("PrometheusMetricsTests", ["PrometheusMetrics"]),
        tests("ActuatorTests", ["Actuator", "Web", "HTTP", "PrometheusMetrics", "StructuredLogging", "Threads"]),
        tests(
            "WebTests", ["Web", "HTTP", "HTTPTestSupport", "JSON", "Sockets", "PrometheusMetrics", "StructuredLogging"]),
        tests("LifecycleTests", ["Lifecycle", "StructuredLogging", "Threads"]),
        tests("JSONTests", ["JSON"]),
        tests("SettingsTests", ["Settings"]),
        tests("CommandLineOptionsTests", ["CommandLineOptions"]),
        tests(
            "OutboxTests",
            [
                "Outbox", "outbox-bench", "ContractDocuments", "Mongo", "BSON", "Kafka", "KafkaRelay",
                "PrometheusMetrics", "StructuredLogging", "StorefrontContracts",
                "TestSupport",
                "Threads",
            ]),
        tests("KafkaRelayTests", ["KafkaRelay", "Sockets", "StructuredLogging", "Threads"]),
        tests(
            "KafkaTests",
            ["CRDKafka", "CRDKafkaMock", "Kafka", "KafkaRelay", "StructuredLogging", "TestSupport", "Threads"]),
        tests("BSONTests", ["BSON", "JSON"]),
        tests("MongoTests", ["Mongo", "BSON", "StructuredLogging", "TestSupport"]),
        tests(
            "ServiceHostTests",
            [
                "ServiceHost", "TestSupport", "Actuator", "Web", "HTTP", "Kafka", "Mongo", "BSON", "JSON", "Lifecycle",
                "Outbox",
                "StorefrontContracts", "PrometheusMetrics", "Settings", "CommandLineOptions", "StructuredLogging",
                "Sockets",
                "HTTPClient", "Threads",
            ]),
        tests(
            "StorefrontFlowTests",
            [
                "AccountsService", "OrdersService", "FulfillmentService", "ServiceHost", "TestSupport", "HTTPClient",
                "Kafka",
                "KafkaRelay", "Mongo", "StorefrontContracts", "StructuredLogging", "BSON", "StorefrontTools",
                "storefront-verify",
            ]),
    ],
    cLanguageStandard: .gnu11
)
