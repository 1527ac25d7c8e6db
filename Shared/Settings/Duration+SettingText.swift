extension Duration {
    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000),
        ("ms", 1_000_000), ("us", 1_000), ("ns", 1),
    ]

    /// A whole number with a unit, or of milliseconds without one; nil for anything else and beyond 292 years.
    init?(settingText text: String) {
        let digits = text.prefix { $0 >= "0" && $0 <= "9" }
        let unit = digits.endIndex == text.endIndex ? "ms" : text[digits.endIndex...].lowercased()
        guard let number = Int64(digits), let factor = Duration.units.first(where: { $0.name == unit })?.nanoseconds
        else { return nil }
        let (nanoseconds, overflow) = number.multipliedReportingOverflow(by: factor)
        guard !overflow else { return nil }
        self = .nanoseconds(nanoseconds)
    }

    /// In the largest unit that leaves no remainder: `90s`, `5m`, `250ms`.
    var settingText: String {
        let (seconds, attoseconds) = components
        let (shifted, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (nanoseconds, more) = shifted.addingReportingOverflow(attoseconds / 1_000_000_000)
        if overflow || more { return "\(seconds)s" }
        if nanoseconds == 0 { return "0s" }
        let unit = Duration.units.first { nanoseconds.isMultiple(of: $0.nanoseconds) } ?? ("ns", 1)
        return "\(nanoseconds / unit.nanoseconds)\(unit.name)"
    }
}
