/// Keeps name, contact and address of what is not shipped yet as the customer has them now.
struct FollowCustomer: Sendable {
    let fulfillments: any FulfillmentRepository

    /// `news` in the order in which it came.
    func callAsFunction(_ news: [CustomerNews]) throws {
        var latest: [String: CustomerNews] = [:]
        for item in news {
            if let known = latest[item.id]?.sequence, let sequence = item.sequence, sequence < known { continue }
            latest[item.id] = item
        }
        try fulfillments.follow(Array(latest.values))
    }
}
