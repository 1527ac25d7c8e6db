import JSON
import StorefrontContracts

/// What a client says of a customer: everything but the id.
struct CustomerDetails: Sendable, Hashable, Codable {
    /// Nil only in documents of the demo, which stored what its clients left out as absent. No client can write that.
    var name: Name?
    /// As `name`.
    var contact: Contact?
    var addresses: [Address]
    var creditCards: [CreditCard]

    /// Puts the stored numbers back where a client sent the mask that it was shown. The card at the same index is asked
    /// first, then the others.
    ///
    /// Throws a fault for each mask that no stored card has.
    func unmasked(from stored: [CreditCard]) throws(JSONFaults) -> CustomerDetails {
        var result = self
        var faults: [JSONFault] = []
        for (index, card) in creditCards.enumerated() where card.number.isMasked {
            let candidates = stored.dropFirst(index).prefix(1) + stored
            if let match = candidates.first(where: { $0.number.masked == card.number.masked }) {
                result.creditCards[index].number = match.number
            } else {
                faults.append(
                    JSONFault(
                        pointer: JSONPointer("/creditCards/\(index)/number"), kind: .rule,
                        message: "is a masked number of no card of this customer"))
            }
        }
        guard faults.isEmpty else { throw JSONFaults(faults: faults) }
        return result
    }
}

extension CustomerDetails {
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decodeIfPresent(Name.self, forKey: .name)
        contact = try container.decodeIfPresent(Contact.self, forKey: .contact)
        addresses = try container.decodeIfPresent([Address].self, forKey: .addresses) ?? []
        creditCards = try container.decodeIfPresent([CreditCard].self, forKey: .creditCards) ?? []
    }
}

extension CustomerDetails: JSONReadable, JSONObjectWritable {
    init(reading value: JSONValueReader) {
        let object = value.object()
        name = object.required("name", as: Name.self)
        contact = object.required("contact", as: Contact.self)
        addresses = object.required("addresses") { $0.array(count: Limits.addresses) }
        creditCards = object.required("creditCards") { $0.array(count: 0...20) }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("name", name)
        writer.member("contact", contact)
        writer.member("addresses", addresses)
        writer.member("creditCards", creditCards)
    }
}
