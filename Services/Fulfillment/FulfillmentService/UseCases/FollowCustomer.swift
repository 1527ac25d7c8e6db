/// Keeps name, contact and address of what is not shipped yet as the customer has them now.
struct FollowCustomer: Sendable {
    let fulfillments: any FulfillmentRepository

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
        try fulfillments.follow(latest)
    }
}
