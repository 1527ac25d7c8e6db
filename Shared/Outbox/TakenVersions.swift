/// Up to which version the relay has taken the events of a document, of those that it met last. A plain value.
///
/// What is forgotten costs a read, so it forgets by halves instead of keeping an order: memory for at most twice `limit`
/// documents, about 150 bytes each.
struct TakenVersions {
    static let limit = 2000
    private var recent: [DocumentKey: Int64] = [:]
    private var older: [DocumentKey: Int64] = [:]

    subscript(key: DocumentKey) -> Int64? {
        get { recent[key] ?? older[key] }
        set {
            recent[key] = newValue
            older[key] = nil
            guard recent.count >= Self.limit else { return }
            older = recent
            recent = [:]
        }
    }

    mutating func removeAll() { self = TakenVersions() }
}
