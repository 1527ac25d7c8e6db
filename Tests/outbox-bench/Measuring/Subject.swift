import Mongo

/// What is measured.
enum Subject: String, CaseIterable, Sendable {
    /// The same write without an event: what durability alone costs.
    case stateAlone = "state alone"
    case inDocument = "event in document"
    case inTransaction = "transaction"

    var carriesEvents: Bool { self != .stateAlone }

    func design(_ client: MongoClient, database: MongoDatabase) -> any OutboxDesign {
        let aggregates = database.collection("aggregates")
        switch self {
        case .stateAlone, .inDocument: return EventInDocument(aggregates: aggregates)
        case .inTransaction:
            return EventInTransaction(client: client, aggregates: aggregates, events: database.collection("outbox"))
        }
    }
}
