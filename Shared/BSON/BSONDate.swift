public import FoundationEssentials

/// A moment as MongoDB stores it: milliseconds since 1970-01-01 UTC.
public struct BSONDate: Sendable, Hashable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Rounded to the nearest millisecond; nil when that does not fit into 64 bits.
    public init?(_ date: Date) {
        guard let milliseconds = Int64(exactly: (date.timeIntervalSince1970 * 1000).rounded()) else { return nil }
        self.milliseconds = milliseconds
    }

    public var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }
}

extension BSONDate: Codable {
    /// With a `BSONDecoder` a date, with any other decoder its milliseconds.
    public init(from decoder: any Decoder) throws {
        if let value = decoder.bsonValue() {
            guard case .date(let date) = value else {
                throw decoder.bsonMismatch(BSONDate.self, found: value)
            }
            self = date
            return
        }
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    /// With a `BSONEncoder` a date, with any other encoder its milliseconds.
    public func encode(to encoder: any Encoder) throws {
        if encoder.encodeBSON(.date(self)) { return }
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}
