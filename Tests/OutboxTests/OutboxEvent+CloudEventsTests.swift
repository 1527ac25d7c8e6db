import ContractDocuments
import Kafka
import StorefrontContracts
import Testing

@testable import Outbox

@Suite struct OutboxEventCloudEventsTests {
    @Test(arguments: [CustomerChangeEvent.type, FulfillmentRequestEvent.type, OrderStatusChangeEvent.type])
    func `a record has the headers that AsyncAPI tells of`(type: EventType) throws {
        for isDeletion in [false, true] {
            let documented = ContractFile.headerNames(of: type, isDeletion: isDeletion)
            // Only customers are deleted.
            guard let documented else {
                #expect(isDeletion && type != CustomerChangeEvent.type)
                continue
            }
            let event = OutboxEvent(
                id: "i", topic: "t", key: "k", type: type.name, typeID: type.javaClass, subject: "k", sequence: 7,
                timeMilliseconds: 0, value: isDeletion ? nil : [],
                extensions: type == FulfillmentRequestEvent.type
                    ? [EventExtension.customerSequence: "1", EventExtension.fulfillmentSequence: "2"] : [:])
            #expect(event.record(source: "orders").headers.map(\.name) == documented)
        }
    }
}
