import FoundationEssentials
import Kafka
import Mongo
public import ServiceHost
public import Settings
import StorefrontContracts
import Web

/// orders: keeps a copy of each customer, owns their orders, and asks fulfillment to ship them.
public struct OrdersService: StorefrontService {
    public static let name = "orders"
    public static let abstract = "Owns the orders of the storefront's customers and asks for their fulfillment."
    public static let localPort = 8090

    public init(reading settings: SettingsReader) {}

    public func build(_ context: ServiceContext) throws -> ServiceParts {
        let settings = context.settings
        let customers = MongoCustomerOrdersRepository(
            aggregates: context.aggregates(in: MongoCustomerOrdersRepository.collectionName),
            fulfillmentRequested: FulfillmentRequestedPublisher(topic: settings.topics.orderChange),
            statusChanged: OrderStatusChangedPublisher(topic: settings.topics.orderStatusChange))
        let waiting = MongoWaitingSteps(
            collection: context.database.collection(MongoWaitingSteps.collectionName))
        let record = RecordOrderStatus(customers: customers, waiting: waiting)
        let recordWaiting = WaitingStepsJob(record: record, metrics: context.metrics, logger: context.logger)
        let now: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }

        let newGuid: @Sendable () -> String = { UUID().uuidString.lowercased() }

        let resources = CustomerOrderRoutes(customers: customers)
        let orders = OrderRoutes(
            place: PlaceOrder(customers: customers, newGuid: newGuid, now: now),
            change: ChangeOrder(customers: customers, now: now))
        let samples = SampleOrderRoutes(
            samples: SampleRoutes(settings),
            seed: SeedOrders(
                customers: customers, samples: SampleOrders(newGuid: newGuid), now: now),
            request: RequestFulfillment(customers: customers, now: now),
            reset: ResetOrders(customers: customers, waiting: waiting))

        return ServiceParts(
            routes: samples.routes + resources.routes + orders.routes,
            subscriptions: [
                Subscription(
                    topic: settings.topics.customerChange, of: CustomerChangeEvent.self, isReplayable: true,
                    handle: CustomerChangedHandler(customers: customers).callAsFunction),
                // Its steps belong to orders that are this service's own.
                Subscription(
                    topic: settings.topics.fulfillmentChange, of: OrderStatusChangeEvent.self,
                    handle: OrderStatusChangedHandler(record: record).callAsFunction),
            ],
            topics: [
                settings.topics.customerChange, settings.topics.orderChange, settings.topics.fulfillmentChange,
                settings.topics.orderStatusChange,
            ].map { .storefront($0) },
            jobs: [PeriodicJob("waiting-steps", every: .seconds(2), run: recordWaiting.callAsFunction)],
            aggregates: ServiceAggregates(
                kinds: [
                    AggregateSource(.customers, forget: customers.forget, page: customers.customerAggregates),
                    AggregateSource(
                        .orders, forget: customers.forgetSteps, page: customers.orderAggregates),
                ],
                publishes: [settings.topics.orderChange, settings.topics.orderStatusChange],
                republish: RepublishSource(
                    page: customers.republish(after:limit:), some: customers.republish(guids:))),
            prepare: {
                try customers.collection.createIndexes(customers.indexes)
                try customers.upgrade()
            })
    }
}
