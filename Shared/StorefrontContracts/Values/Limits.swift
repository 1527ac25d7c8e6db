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
}
