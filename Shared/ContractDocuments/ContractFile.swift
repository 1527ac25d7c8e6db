import JSON
public import StorefrontContracts

/// One of the documents that describe the events: made from the models, kept in the tree for readers and tools.
public struct ContractFile: Sendable {
    /// Its name in the folder `Shared/StorefrontContracts/Schemas`.
    public let name: String
    /// JSON with line breaks, ending with one.
    public let bytes: [UInt8]

    init(_ name: String, _ document: some JSONWritable) {
        self.name = name
        bytes = document.jsonBytes(pretty: true) + [UInt8(ascii: "\n")]
    }

    /// A JSON Schema for each event, and the AsyncAPI document that refers to them.
    public static var all: [ContractFile] {
        [
            ContractFile(schemaName(of: CustomerChangeEvent.self), CustomerChangeEvent.jsonSchema),
            ContractFile(schemaName(of: FulfillmentRequestEvent.self), FulfillmentRequestEvent.jsonSchema),
            ContractFile(schemaName(of: OrderStatusChangeEvent.self), OrderStatusChangeEvent.jsonSchema),
            ContractFile("asyncapi.json", AsyncAPIDocument()),
        ]
    }

    /// The headers of a record of that type, in the order in which they are sent.
    public static func headerNames(of type: EventType, isDeletion: Bool) -> [String]? {
        EventMessage.all.first { $0.type == type && ($0.schemaFile == nil) == isDeletion }?.headers.map(\.name)
    }

    static func schemaName(of type: Any.Type) -> String { "\(type).schema.json" }
}
