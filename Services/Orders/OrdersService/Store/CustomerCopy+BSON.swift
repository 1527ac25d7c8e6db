import BSON
import StorefrontContracts

extension CustomerCopy {
    /// As `BSONEncoder` makes it, member by member: a consumer that is far behind spends a third of its time in the other.
    var document: BSONDocument {
        [
            "name": .document(name.document), "contact": .document(contact.document),
            "addresses": .array(addresses.map { .document($0.document) }),
        ]
    }
}

extension Name {
    fileprivate var document: BSONDocument {
        var document: BSONDocument = ["title": .string(title), "firstName": .string(firstName)]
        if let middleName { document.append("middleName", .string(middleName)) }
        document.append("lastName", .string(lastName))
        if let suffix { document.append("suffix", .string(suffix)) }
        return document
    }
}

extension Contact {
    fileprivate var document: BSONDocument {
        var document: BSONDocument = ["primaryPhone": .string(primaryPhone)]
        if let secondaryPhone { document.append("secondaryPhone", .string(secondaryPhone)) }
        document.append("email", .string(email))
        return document
    }
}

extension Address {
    fileprivate var document: BSONDocument {
        var document: BSONDocument = [
            "type": .string(type.rawValue), "description": .string(description), "address1": .string(address1),
        ]
        if let address2 { document.append("address2", .string(address2)) }
        document.append("city", .string(city))
        document.append("state", .string(state))
        document.append("postalCode", .string(postalCode))
        return document
    }
}
