import JSON
import StorefrontContracts

/// What a card is used for.
enum CreditCardType: String, Sendable, Hashable, Codable, CaseIterable {
    case primary = "PRIMARY"
    case alternate = "ALTERNATE"
}

/// A card of a customer. It never leaves this service with its full number.
struct CreditCard: Sendable, Hashable, Codable {
    var type: CreditCardType
    var description: String
    var number: CardNumber
    /// Free text of the form `M/YY`.
    var expiration: String
    var nameOnCard: String
}

/// A card number that shows no more than its last four digits, wherever it is printed or written as JSON.
struct CardNumber: Sendable, Hashable, Codable, CustomStringConvertible {
    private let digits: String

    init(_ digits: String) { self.digits = digits }

    init(from decoder: any Decoder) throws { digits = try decoder.singleValueContainer().decode(String.self) }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(digits)
    }

    /// `****-****-****-` and the last four characters; of a number that short, nothing.
    var masked: String {
        if isMasked { return digits }
        return "****-****-****-\(digits.count > 4 ? digits.suffix(4) : "****")"
    }

    /// True for a number that came in as somebody's mask.
    var isMasked: Bool { digits.contains("*") }

    var description: String { masked }
}

extension CreditCard: JSONReadable, JSONObjectWritable {
    init(reading value: JSONValueReader) {
        let object = value.object()
        type = object.required("type") { $0.enumeration() }
        description = object.required("description") { $0.string(Limits.text) }
        number = CardNumber(object.required("number") { $0.string(.length(5...40)) })
        expiration = object.required("expiration") { $0.string(Limits.text) }
        nameOnCard = object.required("nameOnCard") { $0.string(Limits.text) }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("type", type.rawValue)
        writer.member("description", description)
        writer.member("number", number.masked)
        writer.member("expiration", expiration)
        writer.member("nameOnCard", nameOnCard)
    }
}
