import BSON
import Foundation
import HTTP
import JSON
import Kafka
import Mongo
import Settings
import TestSupport
import Web

@testable import ServiceHost

/// A service that keeps the numbers of a topic and shows them; 13 is refused, 666 fails in the database.
struct NumberService: StorefrontService {
    static let name = "numbers"
    static let abstract = "Keeps numbers."
    static let localPort = 8085
    private static let topicKey = SettingKey("NUMBERS_TOPIC", help: "Topic of numbers")

    let topic: String

    init(reading settings: SettingsReader) { topic = settings.string(Self.topicKey, default: "numbers") }

    func build(_ context: ServiceContext) throws -> ServiceParts {
        let numbers = context.database.collection("numbers")
        return ServiceParts(
            routes: [
                Route(.get, "/numbers", summary: "All numbers, smallest first") { _ in
                    let found = try numbers.findAll([:], options: FindOptions(sort: ["_id": 1]))
                    return .json(.ok, found.compactMap { $0["_id"]?.integerValue })
                }
            ],
            subscriptions: [
                Subscription(topic: topic, of: NumberEvent.self) { deliveries in
                    var refused: [RejectedDelivery] = []
                    for (index, delivery) in deliveries.enumerated() {
                        guard let number = delivery.event?.number else { continue }
                        if number == 13 {
                            refused.append(RejectedDelivery(index: index, code: "unlucky", reason: "13 is not kept"))
                            continue
                        }
                        let id = number == 666 ? BSONValue.regex(pattern: "x", options: "") : .int64(number)
                        _ = try numbers.deleteMany(["_id": id])
                        try numbers.insert(["_id": id])
                    }
                    return refused
                }
            ],
            topics: [.storefront(topic)],
            prepare: { try numbers.createIndexes([IndexModel(name: "n", keys: ["n": 1])]) })
    }
}

extension NumberService {
    /// Settings for a topic, a group and a database of its own.
    static func environment(
        _ broker: TestBroker, name: String = "n" + UUID().uuidString.prefix(8).lowercased()
    ) throws -> [String: String] {
        [
            "SPRING_PROFILES_ACTIVE": "local", "SERVER_ADDRESS": "127.0.0.1", "SERVER_PORT": "0",
            "SERVER_THREADS_MAX": "2", "MANAGEMENT_ENDPOINT_HEALTH_SHOW_DETAILS": "always",
            "SPRING_DATA_MONGODB_URI": "mongodb://127.0.0.1:\(TestMongo.shared.port)/\(name)?replicaSet=rs0",
            "SPRING_KAFKA_BOOTSTRAP_SERVERS": try broker.bootstrapServers(), "NUMBERS_TOPIC": name,
            "SPRING_KAFKA_CONSUMER_GROUP_ID": name,
        ]
    }
}
