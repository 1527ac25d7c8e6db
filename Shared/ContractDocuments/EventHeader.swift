import StorefrontContracts

/// A header of a record, as `Outbox` sends it: CloudEvents 1.0, Kafka protocol binding, binary content mode.
struct EventHeader: Sendable {
    let name: String
    let description: String
    var constant: String?
    var values: [String]?
    var format: String?
    var pattern: String?
    /// Only some records have it; its description says which.
    var isOptional = false

    /// `EventSequence.bounds`
    static let sequence = "^(0|[1-9][0-9]{0,11}|1000000000000)$"

    /// Those of a message of that type, sent by these services; in the order in which they are sent.
    static func all(
        of type: EventType, from services: [Service], subject: String, isDeletion: Bool, asksForFulfillment: Bool
    ) -> [EventHeader] {
        var headers = [
            EventHeader(name: "ce_id", description: "A UUID: the same event has the same.", format: "uuid"),
            EventHeader(
                name: "ce_source", description: "The service that sends it.",
                values: services.map { "/\($0.rawValue)" }),
            EventHeader(name: "ce_type", description: "The kind of event.", constant: type.name),
            EventHeader(name: "ce_specversion", description: "The version of CloudEvents.", constant: "1.0"),
            EventHeader(name: "ce_time", description: "When the change was made.", format: "date-time"),
            EventHeader(name: "ce_subject", description: "\(subject), as in the key."),
            EventHeader(
                name: "ce_sequence",
                description: "The source's version of the aggregate: grows by one with each change. What is not above "
                    + "the last one that was applied is old or repeated.", pattern: sequence),
        ]
        if !isDeletion {
            headers.append(
                EventHeader(name: "content-type", description: "Of the value.", constant: "application/json"))
        }
        headers.append(
            EventHeader(
                name: "__TypeId__", description: "The class that a Spring peer reads the value into.",
                constant: type.javaClass))
        if asksForFulfillment {
            headers.append(
                EventHeader(
                    name: "ce_" + EventExtension.customerSequence,
                    description: "The version of the customer that the request was made from.", pattern: sequence))
            headers.append(
                EventHeader(
                    name: "ce_" + EventExtension.fulfillmentSequence,
                    description: "Only of a request that is published again, with steps of fulfillment in its history: "
                        + "their highest ce_sequence. A fulfillment service that has lost the order goes on from there.",
                    pattern: sequence, isOptional: true))
        }
        return headers
    }
}
