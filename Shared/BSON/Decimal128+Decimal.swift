public import FoundationEssentials

extension Decimal128 {
    /// Exact, or nil: NaN, or more than 34 significant digits. `Decimal` keeps no trailing zeros, so 11.90 comes as 11.9.
    public init?(exactly decimal: Decimal) {
        guard decimal.isFinite else { return nil }
        // A Decimal's description is plain digits with at most one point: exact, unlike any way through Double.
        self.init(decimal.description)
    }
}

extension Decimal {
    /// Exact, or nil: NaN, infinite, or an exponent outside of what `Decimal` holds (-128...127).
    public init?(exactly value: Decimal128) {
        // Two leading bits 11 mean a coefficient beyond 34 digits, which the format reads as zero, or no number at all.
        guard value.isFinite else { return nil }
        let isLarge = value.high >> 61 & 0b11 == 0b11
        let exponent = Int((isLarge ? value.high >> 47 : value.high >> 49) & 0x3FFF) - 6176
        let high = isLarge ? 0 : value.high & 0x1_FFFF_FFFF_FFFF
        let low = isLarge ? 0 : value.low
        guard high != 0 || low != 0 else {
            self = 0
            return
        }

        // 2^64 × high + low has at most 113 bits of the 128 that a Decimal's significand has, so this is exact.
        let significand = Decimal(high) * (Decimal(UInt64.max) + 1) + Decimal(low)
        guard (-128...127).contains(exponent) else { return nil }
        self.init(sign: value.high >> 63 == 1 ? .minus : .plus, exponent: exponent, significand: significand)
    }
}
