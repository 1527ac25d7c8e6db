/// Keeps the copies of customers up to date. The orders beside a copy are never touched.
struct FollowCustomer: Sendable {
    let customers: any CustomerOrdersRepository

    /// `news` in the order in which it came.
    func callAsFunction(_ news: [CustomerNews]) throws {
        var latest: [String: CustomerNews] = [:]
        for item in news {
            if let known = latest[item.id]?.sequence, let sequence = item.sequence, sequence < known { continue }
            latest[item.id] = item
        }
        try customers.follow(Array(latest.values))
    }
}
