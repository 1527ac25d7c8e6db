/// The changing parts of a customer. Each write sets some of them to the number of that write, so that whoever shows a
/// customer shows which write it has.
struct CustomerState: Sendable, Equatable {
    var lastName: String
    var phone: String
    var street: String

    init(lastName: String, phone: String, street: String) {
        self.lastName = lastName
        self.phone = phone
        self.street = street
    }

    init(write: Int) { self.init(lastName: "n\(write)", phone: "p\(write)", street: "s\(write)") }

    var nameJSON: String { #"{"title":"Ms.","firstName":"Mary","lastName":"\#(lastName)"}"# }
    var contactJSON: String { #"{"primaryPhone":"\#(phone)","email":"mary@example.com"}"# }
    var addressesJSON: String {
        """
        [{"type":"SHIPPING","description":"Home","address1":"\(street)","city":"Salem","state":"MA","postalCode":"01970"}]
        """
    }
    var json: String {
        #"{"name":\#(nameJSON),"contact":\#(contactJSON),"addresses":\#(addressesJSON),"creditCards":[]}"#
    }
}
