/// A deployment that the defaults know. Every other profile name is allowed and means a closed one.
enum Profile: String, Sendable {
    case local
    case minikube
    case closed

    /// The last known name decides, as in Spring, where later profiles override earlier ones.
    init(active names: [String]) {
        self =
            names.reversed().lazy.compactMap { Profile(rawValue: $0.lowercased()) }.first { $0 != .closed } ?? .closed
    }

    /// Sample routes on, GET aliases write, every actuator endpoint open.
    var isForDevelopment: Bool { self != .closed }

    func port(local: Int) -> Int { self == .local ? local : 8080 }

    func mongoURI(service: String) -> String {
        switch self {
        case .local: "mongodb://localhost:27017/\(service)"
        case .minikube: "mongodb://mongo.mongo:27017/\(service)"
        case .closed: "mongodb://mongo:27017/\(service)"
        }
    }

    var bootstrapServers: String {
        switch self {
        case .local: "localhost:9092"
        case .minikube: "kafka-cluster-kafka-bootstrap.storefront-kafka-project:9092"
        case .closed: "kafka:9092"
        }
    }

    var rootLevel: String { isForDevelopment ? "DEBUG" : "INFO" }

    var exposedEndpoints: [String] { isForDevelopment ? ["*"] : ["health", "info", "prometheus"] }

    /// In a cluster a sidecar speaks from 127.0.0.6, a gateway from the pods' private range.
    var trustedProxies: [String] {
        switch self {
        case .local: ["127.0.0.1", "::1"]
        case .minikube: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "127.0.0.6"]
        case .closed: []
        }
    }
}
