import Foundation
import JSON
import StorefrontContracts
import Testing

@testable import ContractDocuments

@Suite struct ContractFileTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Shared/StorefrontContracts/Schemas").standardizedFileURL

    @Test func `the documents in the tree are those of the models`() throws {
        for file in ContractFile.all {
            let found = try [UInt8](Data(contentsOf: Self.folder.appending(path: file.name)))
            let isSame = found == file.bytes
            #expect(isSame, "\(file.name) is not what its model says now: run scripts/contracts")
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(Set(names) == Set(ContractFile.all.map(\.name)))
    }

    @Test func `each file is one JSON document that ends with a line break`() throws {
        for file in ContractFile.all {
            let document = try JSONDocument(parsing: file.bytes)
            #expect(document.jsonBytes(pretty: true) + [UInt8(ascii: "\n")] == file.bytes)
        }
    }

    /// What the AsyncAPI document shows as examples.
    private struct Message: JSONReadable {
        let payload: String?
        let examples: [Example]

        init(reading value: JSONValueReader) {
            let object = value.object()
            payload = object.required("payload") { $0.object().optional("$ref") }
            examples = object.required("examples")
        }
    }

    private struct Example: JSONReadable {
        let name: String

        init(reading value: JSONValueReader) { name = value.object().required("name") }
    }

    @Test func `the examples are events that the models read and write alike`() throws {
        func expectRead<Event: JSONReadable & JSONWritable>(_ type: Event.Type, _ example: EventExample) throws {
            let value = try #require(example.value)
            #expect(try Event.read(value).jsonBytes() == value)
        }
        try expectRead(CustomerChangeEvent.self, .customerChange)
        try expectRead(FulfillmentRequestEvent.self, .fulfillmentRequest)
        try expectRead(OrderStatusChangeEvent.self, .orderStatusChange)
        #expect(EventExample.customerDeletion.value == nil)
        for message in EventMessage.all {
            for header in message.headers where !header.isOptional {
                #expect(!message.example.headerValue(header).isEmpty, "\(message.id): \(header.name)")
                if let values = header.values { #expect(values.contains(message.example.headerValue(header))) }
            }
        }
    }

    @Test(arguments: [0, 9, 10, EventSequence.bounds.upperBound - 1, EventSequence.bounds.upperBound])
    func `the pattern of a sequence takes what consumers take`(number: Int64) throws {
        let pattern = try Regex(EventHeader.sequence)
        #expect(try pattern.wholeMatch(in: "\(number)") != nil)
        for other in ["-\(number)", "0\(number)", "\(number).0", "\(EventSequence.bounds.upperBound + 1 + number)", ""]
        {
            #expect(try pattern.wholeMatch(in: other) == nil, "\(other)")
        }
    }

    @Test func `AsyncAPI names every topic, its records and who sends and receives them`() throws {
        let file = try #require(ContractFile.all.first { $0.name == "asyncapi.json" })
        let names = TopicNames()
        let read = try JSONDocument(parsing: file.bytes).read { root in
            let document = root.object()
            let channels = document.value("channels").object()
            let operations = document.value("operations").object()
            let messages = document.value("components").object().value("messages").object()
            return (
                addresses: channels.names.map { channels.value($0).object().required("address", as: String.self) },
                operations: operations.names,
                messages: messages.names.map { ($0, messages.required($0, as: Message.self)) }
            )
        }
        #expect(
            read.addresses == [
                names.customerChange, names.orderChange, names.fulfillmentChange, names.orderStatusChange,
            ])
        #expect(
            read.operations == [
                "accounts.send.customers", "orders.receive.customers", "fulfillment.receive.customers",
                "orders.send.fulfillmentRequests", "fulfillment.receive.fulfillmentRequests",
                "fulfillment.send.fulfillmentSteps", "orders.receive.fulfillmentSteps",
                "accounts.receive.fulfillmentSteps", "orders.send.orderSteps", "accounts.receive.orderSteps",
            ])
        #expect(
            read.messages.map { "\($0.0) \($0.1.payload ?? "null") \($0.1.examples.map(\.name))" } == [
                #"customerChange ./CustomerChangeEvent.schema.json ["created"]"#,
                #"customerDeletion null ["deleted"]"#,
                #"fulfillmentRequest ./FulfillmentRequestEvent.schema.json ["approved"]"#,
                #"orderStatusChange ./OrderStatusChangeEvent.schema.json ["processing"]"#,
            ])
    }
}
