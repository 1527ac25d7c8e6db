import BSON
import StorefrontContracts
import Testing

@testable import OrdersService

@Suite struct CustomerCopyTests {
    private static let least = CustomerCopy(
        name: Name(title: "Ms.", firstName: "Mary", lastName: "Smith"),
        contact: Contact(primaryPhone: "1", email: "mary@example.com"), addresses: [])
    private static let most = CustomerCopy(
        name: Name(title: "Ms.", firstName: "Mary", middleName: "A.", lastName: "Smith", suffix: "Jr."),
        contact: Contact(primaryPhone: "1", secondaryPhone: "2", email: "mary@example.com"),
        addresses: AddressType.allCases.enumerated().map { index, type in
            Address(
                type: type, description: "d", address1: "a", address2: index == 0 ? nil : "b", city: "c", state: "s",
                postalCode: "p")
        })

    @Test(arguments: [least, most])
    func `the document by hand is the one that BSONEncoder makes`(copy: CustomerCopy) throws {
        #expect(try copy.document == BSONEncoder().encode(copy))
        #expect(try BSONDecoder().decode(CustomerCopy.self, from: copy.document) == copy)
    }
}
