import StorefrontContracts

/// The three customers of the sample call.
enum SampleCustomers {
    static let all = [john, mary, susan]

    private static let john = CustomerDetails(
        name: Name(title: "Mr.", firstName: "John", middleName: "S.", lastName: "Doe", suffix: "Jr."),
        contact: Contact(
            primaryPhone: "555-666-7777", secondaryPhone: "555-444-9898", email: "john.doe@internet.com"),
        addresses: addresses(
            billing: "My cc billing address", shipping: "My home address", street: "123 Oak Street", city: "Sunrise",
            state: "CA", postalCode: "12345-6789"),
        creditCards: [
            CreditCard(
                type: .primary, description: "VISA", number: CardNumber("1234-6789-0000-0000"), expiration: "6/19",
                nameOnCard: "John S. Doe"),
            CreditCard(
                type: .alternate, description: "Corporate American Express",
                number: CardNumber("9999-8888-7777-6666"), expiration: "3/20", nameOnCard: "John Doe"),
        ])

    private static let mary = CustomerDetails(
        name: Name(title: "Ms.", firstName: "Mary", lastName: "Smith"),
        contact: Contact(
            primaryPhone: "456-789-0001", secondaryPhone: "456-222-1111", email: "marysmith@yougotmail.com"),
        addresses: addresses(
            billing: "My CC billing address", shipping: "Home Sweet Home", street: "1234 Main Street",
            city: "Anywhere", state: "NY", postalCode: "45455-66677"),
        creditCards: [
            CreditCard(
                type: .primary, description: "VISA", number: CardNumber("4545-6767-8989-0000"), expiration: "7/21",
                nameOnCard: "Mary Smith")
        ])

    private static let susan = CustomerDetails(
        name: Name(title: "Ms.", firstName: "Susan", lastName: "Blackstone"),
        contact: Contact(
            primaryPhone: "433-544-6555", secondaryPhone: "223-445-6767", email: "susan.m.blackstone@emailisus.com"),
        addresses: addresses(
            billing: "My CC billing address", shipping: "Home Sweet Home", street: "33 Oak Avenue", city: "Nowhere",
            state: "VT", postalCode: "444556-9090"),
        creditCards: [
            CreditCard(
                type: .primary, description: "Master Card", number: CardNumber("4545-5656-7878-9090"),
                expiration: "4/19", nameOnCard: "Susan M. Blackstone")
        ])

    private static func addresses(
        billing: String, shipping: String, street: String, city: String, state: String, postalCode: String
    ) -> [Address] {
        [(AddressType.billing, billing), (.shipping, shipping)].map { type, description in
            Address(
                type: type, description: description, address1: street, city: city, state: state,
                postalCode: postalCode)
        }
    }
}
