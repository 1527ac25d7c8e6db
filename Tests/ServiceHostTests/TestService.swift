import Settings

@testable import ServiceHost

/// A service of nothing, for settings and help.
struct EmptyService: StorefrontService {
    static let name = "accounts"
    static let abstract = "Does nothing."
    static let localPort = 8085
    static let own = SettingKey("EMPTY_SIZE", help: "A setting of its own")

    init(reading settings: SettingsReader) { _ = settings.integer(Self.own, default: 1, in: 0...9) }

    func build(_ context: ServiceContext) throws -> ServiceParts {
        ServiceParts(routes: [], subscriptions: [], topics: [], prepare: {})
    }
}
