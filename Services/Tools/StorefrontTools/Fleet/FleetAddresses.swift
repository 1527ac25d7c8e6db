/// Where the three services are: behind one gateway, which has a prefix for each, or each at a URL of its own.
struct FleetAddresses: Sendable, Equatable {
    /// Nil when each service was given a URL of its own.
    let gateway: String?
    private let services: [StorefrontService: String]

    /// A gateway as the one of Istio or of `scripts/up`: `/accounts/…`, `/orders/…`, `/fulfillment/…`.
    init(gateway: String) throws(UsageMistake) {
        let base = try Self.base(gateway, option: "--gateway")
        self.gateway = base
        services = .init(uniqueKeysWithValues: StorefrontService.allCases.map { ($0, "\(base)/\($0.rawValue)") })
    }

    /// Each URL may have a path, which stands before every path of the service.
    init(accounts: String, orders: String, fulfillment: String) throws(UsageMistake) {
        gateway = nil
        services = [
            .accounts: try Self.base(accounts, option: "--accounts"),
            .orders: try Self.base(orders, option: "--orders"),
            .fulfillment: try Self.base(fulfillment, option: "--fulfillment"),
        ]
    }

    /// Without a slash at its end.
    func base(of service: StorefrontService) -> String {
        services[service, default: ""]
    }

    func url(_ service: StorefrontService, _ path: String) -> String {
        base(of: service) + path
    }

    private static func base(_ text: String, option: String) throws(UsageMistake) -> String {
        let rest: Substring
        if text.lowercased().hasPrefix("http://") {
            rest = text.dropFirst(7)
        } else if text.lowercased().hasPrefix("https://") {
            rest = text.dropFirst(8)
        } else {
            throw UsageMistake("\(option) takes a URL such as http://localhost:8080, not \(text.debugDescription)")
        }
        guard let first = rest.first, first != "/", first != ":",
            text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }), !text.contains("?"), !text.contains("#")
        else {
            throw UsageMistake("\(option): \(text.debugDescription) is not the base of a URL")
        }
        var base = text[...]
        while base.last == "/" { base.removeLast() }
        return String(base)
    }
}
