import HTTPClient
import Kafka
import ServiceHost
import StorefrontContracts
import Testing

/// What the three services show of their customers and orders.
extension TestFleet {
    func customers() throws -> [JSONText] { try accounts.json("/customers/summary")["customers"].array }

    func customerCopies() throws -> [JSONText] { try orders.json("/customers/summary")["customers"].array }

    func fulfillments() throws -> [JSONText] { try fulfillment.json("/fulfillments/summary")["fulfillments"].array }
}

extension JSONText {
    var id: String { self["id"].string ?? "" }

    /// The statuses of an order, in order.
    var statuses: [String] { self["orderStatusEvents"].array.map { $0["orderStatusType"].string ?? "" } }
}

enum Samples {
    static let order = """
        {"orderItems":[{"product":{"guid":"d01fde07-7c24-49c5-a5f1-bc2ce1f14c48","title":"Red Widget",
          "description":"Reliable Red Widget","price":3.99},"quantity":2}]}
        """
    static let customer = """
        {"name":{"title":"Ms.","firstName":"Ada","lastName":"Lovelace"},
         "contact":{"primaryPhone":"555-1","email":"ada@example.org"},
         "addresses":[
          {"type":"BILLING","description":"home","address1":"1 First Street","city":"London","state":"LN","postalCode":"1"},
          {"type":"SHIPPING","description":"home","address1":"1 First Street","city":"London","state":"LN","postalCode":"1"}],
         "creditCards":[
          {"type":"PRIMARY","description":"VISA","number":"4545-6767-8989-0000","expiration":"7/30","nameOnCard":"Ada L"}]}
        """
}

extension TestMember {
    /// Waits until the service has finished with so many records of the topic: applied them, or parked them.
    func waitUntilRead(_ topic: String, count: Int, sourceLocation: SourceLocation = #_sourceLocation) throws {
        try eventually("\(name) has read \(count) of \(topic)", within: .seconds(60), sourceLocation: sourceLocation) {
            let lines = try send("GET", "/actuator/prometheus", expect: 200).text.split(separator: "\n")
            let names = ["storefront_events_applied_total{", "storefront_dead_letters_total{"]
            let counts = lines.filter { line in
                names.contains { line.hasPrefix($0) } && line.contains("topic=\"\(topic)\"")
            }.compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }
            return Int(counts.reduce(0, +)) >= count
        }
    }
}
