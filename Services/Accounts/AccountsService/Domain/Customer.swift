/// A customer, the aggregate that accounts owns. A deleted one keeps its id and version, nothing else, so that no later
/// customer can take its place and events of before can be told from those of after.
struct Customer: Sendable, Equatable {
    let id: String
    /// Grows by one with each change; 0 for a document that was written before there were versions.
    private(set) var version: Int64
    /// Nil once deleted.
    private(set) var details: CustomerDetails?
    /// Made by the sample call, which replaces only such customers.
    private(set) var isSample: Bool
    /// The last requests that changed it and may come again, by id.
    private(set) var operations: [String]

    /// How many operations are remembered.
    private static let rememberedOperations = 20

    /// A new customer, at version 1.
    init(new id: String, details: CustomerDetails, isSample: Bool = false, operation: String? = nil) {
        self.init(
            stored: id, version: 1, details: details, isSample: isSample, operations: operation.map { [$0] } ?? [])
    }

    /// The door for the store.
    init(stored id: String, version: Int64, details: CustomerDetails?, isSample: Bool, operations: [String] = []) {
        self.id = id
        self.version = version
        self.details = details
        self.isSample = isSample
        self.operations = operations
    }

    func changed(to details: CustomerDetails, by operation: String? = nil) -> Customer {
        var next = self
        next.version += 1
        next.details = details
        if let operation { next.operations = (next.operations + [operation]).suffix(Self.rememberedOperations) }
        return next
    }

    /// Whether that request took effect already.
    func wasChanged(by operation: String?) -> Bool { operation.map { operations.contains($0) } ?? false }

    func deleted() -> Customer { Customer.deleted(id, after: version) }

    static func deleted(_ id: String, after version: Int64) -> Customer {
        Customer(stored: id, version: version + 1, details: nil, isSample: false)
    }
}

/// Why accounts refuses.
enum CustomerRefusal: Error, Equatable {
    case notFound(String)
    /// The id belonged to a customer that was deleted; it is never used again.
    case deleted(String)
    /// The caller's condition does not hold for what is stored, or no longer does.
    case preconditionFailed(String)
    /// The id of a new customer is not 24 hexadecimal digits.
    case unusableID(String)
}
