/// Who carries the goods.
enum ShippingMethod: String, Sendable, Hashable, Codable, CaseIterable {
    case usps = "USPS"
    case fedEx = "FedEx"
    case ups = "UPS"
    case uber = "Uber"
    case drone = "Drone"
}
