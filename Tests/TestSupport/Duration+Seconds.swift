extension Duration {
    public init(seconds: Double) { self = .nanoseconds(Int64(seconds * 1e9)) }
    /// Seconds with one decimal.
    public var rounded: Double { (seconds * 10).rounded() / 10 }
    public var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
