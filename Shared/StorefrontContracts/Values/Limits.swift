public import JSON

/// Bounds of what is read from requests and events, in characters unless said otherwise. They keep a customer's event
/// below 500 KB in the worst case (every character escaped), far below what a broker takes.
public enum Limits {
    /// A short text: names, phones, cities, titles.
    public static let text = TextRule.length(0...200)
    /// A text for people: notes and descriptions of products.
    public static let note = TextRule.length(0...1_000)
    /// An identifier.
    public static let identifier = TextRule.length(1...128)
    /// Addresses of one customer.
    public static let addresses = 0...50
    /// Items of one order.
    public static let orderItems = 0...100
    /// Entries of one order's history.
    public static let history = 0...200
    /// Entries with which an order can still be held: by orders, and by fulfillment, whose history goes on from there. No
    /// other step can be repeated for ever. What may follow the last hold makes them 62 and 96. The largest request for
    /// fulfillment, published again at its end, is then 96 entries of 6,075 bytes, 263 KB of items (the request that placed
    /// them has 262,144 bytes at most) and 18 KB of customer: below 900 KB.
    public static let holdableInOrders = 0..<60
    public static let holdableInFulfillment = 0..<90
}
