import FoundationEssentials
import Kafka
import Mongo
public import ServiceHost
public import Settings
import StorefrontContracts
import Web

/// fulfillment: ships orders and publishes each step.
public struct FulfillmentService: StorefrontService {
    public static let name = "fulfillment"
    public static let abstract = "Ships the orders of the storefront and publishes each step."
    public static let localPort = 8095

    public init(reading settings: SettingsReader) {}

    public func build(_ context: ServiceContext) throws -> ServiceParts {
        let settings = context.settings
        let fulfillments = MongoFulfillmentRepository(
            aggregates: context.aggregates(in: MongoFulfillmentRepository.collectionName),
            customers: context.database.collection(MongoFulfillmentRepository.customersCollectionName),
            statusChanged: OrderStatusChangedPublisher(topic: settings.topics.fulfillmentChange))
        let now: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }

        let advance = AdvanceFulfillments(fulfillments: fulfillments, now: now)

        let resources = FulfillmentRoutes(fulfillments: fulfillments)
        let steps = FulfillmentStepRoutes(
            change: ChangeFulfillment(fulfillments: fulfillments, now: now), advance: advance)
        let samples = SampleFulfillmentRoutes(
            samples: SampleRoutes(settings),
            advance: advance,
            reset: ResetFulfillments(fulfillments: fulfillments))

        return ServiceParts(
            routes: samples.routes + resources.routes + steps.routes,
            subscriptions: [
                Subscription(
                    topic: settings.topics.customerChange, of: CustomerChangeEvent.self, isReplayable: true,
                    handle: CustomerChangedHandler(fulfillments: fulfillments).callAsFunction),
                // A request tells an order as it was then: read again, one that was shipped would wait to be shipped.
                Subscription(
                    topic: settings.topics.orderChange, of: FulfillmentRequestEvent.self,
                    handle: FulfillmentRequestedHandler(accept: AcceptFulfillment(fulfillments: fulfillments))
                        .callAsFunction),
            ],
            topics: [
                settings.topics.customerChange, settings.topics.orderChange, settings.topics.fulfillmentChange,
            ].map { .storefront($0) },
            aggregates: ServiceAggregates(
                kinds: [
                    AggregateSource(.customers, forget: fulfillments.forget, page: fulfillments.customerAggregates),
                    AggregateSource(
                        .fulfillments, forget: fulfillments.forgetOrders, page: fulfillments.fulfillmentAggregates),
                ],
                publishes: [settings.topics.fulfillmentChange],
                republish: RepublishSource(
                    page: fulfillments.republish(after:limit:), some: fulfillments.republish(guids:))),
            prepare: {
                try fulfillments.upgrade()
                try fulfillments.collection.createIndexes(fulfillments.indexes)
            })
    }
}
