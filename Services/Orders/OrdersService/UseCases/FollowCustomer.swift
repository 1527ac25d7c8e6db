/// Keeps the copies of customers up to date. The orders beside a copy are never touched.
struct FollowCustomer: Sendable {
    let customers: any CustomerOrdersRepository

    /// `news` in the order in which it came.
    func callAsFunction(_ news: [CustomerNews]) throws {
        var latest: [CustomerNews] = []
        var places: [String: Int] = [:]
        for item in news {
            guard let place = places[item.id] else {
                places[item.id] = latest.count
                latest.append(item)
                continue
            }
            if let known = latest[place].sequence, let sequence = item.sequence, sequence < known { continue }
            latest[place] = item
        }
        try customers.follow(latest)
    }
}
