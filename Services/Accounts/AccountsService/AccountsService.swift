public import ServiceHost
public import Settings
import Kafka
import Mongo
import StorefrontContracts
import Web

/// accounts: owns customers and publishes each change of one; keeps the status of their orders for reading.
public struct AccountsService: StorefrontService {
    public static let name = "accounts"
    public static let abstract = "Owns the customers of the storefront and publishes their changes."
    public static let localPort = 8085

    public init(reading settings: SettingsReader) {}

    public func build(_ context: ServiceContext) throws -> ServiceParts {
        let settings = context.settings
        let customers = MongoCustomerRepository(
            aggregates: context.aggregates(in: MongoCustomerRepository.collectionName),
            publisher: CustomerChangedPublisher(topic: settings.topics.customerChange))
        let summaries = MongoOrderSummaryRepository(
            collection: context.database.collection(MongoOrderSummaryRepository.collectionName))

        let resources = CustomerRoutes(
            customers: customers,
            create: CreateCustomer(customers: customers),
            change: ChangeCustomer(customers: customers),
            delete: DeleteCustomer(customers: customers),
            summarizeOrders: SummarizeOrders(customers: customers, summaries: summaries))
        let samples = SampleCustomerRoutes(
            samples: SampleRoutes(settings),
            seed: SeedCustomers(customers: customers),
            reset: ResetAccounts(customers: customers, summaries: summaries))

        return ServiceParts(
            routes: samples.routes + resources.routes,
            subscriptions: [
                Subscription(
                    topic: settings.topics.orderStatusChange, of: OrderStatusChangeEvent.self, isReplayable: true,
                    handle: OrderStatusChangedHandler(owner: .orders, summaries: summaries).callAsFunction),
                Subscription(
                    topic: settings.topics.fulfillmentChange, of: OrderStatusChangeEvent.self, isReplayable: true,
                    handle: OrderStatusChangedHandler(owner: .fulfillment, summaries: summaries).callAsFunction),
            ],
            topics: [
                settings.topics.customerChange, settings.topics.orderStatusChange, settings.topics.fulfillmentChange,
            ].map { .storefront($0) },
            aggregates: ServiceAggregates(
                kinds: [
                    AggregateSource(.customers, page: customers.aggregates),
                    AggregateSource(.orderSummaries, forget: summaries.forget, page: summaries.aggregates),
                ],
                publishes: [settings.topics.customerChange],
                republish: RepublishSource(
                    page: customers.republish(after:limit:), some: customers.republish(ids:))),
            prepare: {
                try customers.collection.createIndexes(customers.indexes)
                try summaries.collection.createIndexes(summaries.indexes)
            })
    }
}
