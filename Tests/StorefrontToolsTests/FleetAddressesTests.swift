import Testing

@testable import StorefrontTools

@Suite struct FleetAddressesTests {
    @Test func `a gateway has a prefix for each service`() throws {
        let addresses = try FleetAddresses(gateway: "http://localhost:8080/")
        #expect(addresses.gateway == "http://localhost:8080")
        #expect(addresses.url(.accounts, "/customers/summary") == "http://localhost:8080/accounts/customers/summary")
        #expect(addresses.url(.orders, "/x") == "http://localhost:8080/orders/x")
        #expect(addresses.url(.fulfillment, "/x") == "http://localhost:8080/fulfillment/x")
    }

    @Test func `each service may have a URL of its own`() throws {
        let addresses = try FleetAddresses(
            accounts: "http://127.0.0.1:8085", orders: "https://[::1]:8090/base//", fulfillment: "HTTP://f")
        #expect(addresses.gateway == nil)
        #expect(addresses.url(.accounts, "/x") == "http://127.0.0.1:8085/x")
        #expect(addresses.url(.orders, "/x") == "https://[::1]:8090/base/x")
        #expect(addresses.url(.fulfillment, "/x") == "HTTP://f/x")
    }

    @Test(arguments: [
        "", "localhost:8080", "ftp://localhost", "http://", "http:///x", "http://:8080", "http://a b", "http://a\n",
        "http://a?b",
        "http://a#b",
    ])
    func `anything else is a mistake that names the option`(text: String) {
        let mistake = #expect(throws: UsageMistake.self) { try FleetAddresses(gateway: text) }
        #expect(mistake?.message.hasPrefix("--gateway") == true)
    }
}
