/// Something that one service holds otherwise than the service whose word counts.
struct Difference: Sendable, Equatable {
    enum Kind: String, Sendable, CaseIterable {
        /// Not there.
        case missing
        /// An older version.
        case behind
        /// A newer version than the owner has.
        case ahead
        /// The same version with other contents: somebody changed the copy where it lies.
        case localEdit = "local-edit"
        /// Deleted at its owner, and still here.
        case notDeleted = "not-deleted"
        /// Marked as deleted here, and living at its owner.
        case deleted
        /// Not known to the owner.
        case extra
        /// As many steps, or more, but others.
        case history
        /// Another status.
        case status
        /// There, and of a form that nobody can read.
        case unreadable
    }

    let kind: Kind
    /// Where it differs.
    let service: StorefrontService
    /// Whose word counts.
    let owner: StorefrontService
    let customer: String?
    var order: String?
    /// The groups of fields that differ.
    var groups: [String] = []
    /// What the owner holds, and what the service holds, in a few words.
    let expected: String
    let found: String
    /// The owner's version of the customer, where that is what differs.
    var version: Int64?
    /// Nobody can tell it again: what is shipped follows its customer no longer, and what only its owner has is lost.
    var isFinal = false

    /// "orders, customer 60a5…: version 2, accounts has version 3 (behind: name)"
    var sentence: String {
        var subject = customer.map { "customer \($0)" } ?? "no customer"
        if let order { subject = "order \(order) of \(subject)" }
        let details = groups.isEmpty ? kind.rawValue : "\(kind.rawValue): \(groups.joined(separator: ", "))"
        return "\(service), \(subject): \(found); \(owner) has \(expected) (\(details))"
    }
}
