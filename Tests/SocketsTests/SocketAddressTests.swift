import Sockets
import Testing

@Suite struct SocketAddressTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1:80"), ("0.0.0.0", "0.0.0.0:80"), ("::1", "[::1]:80"),
        ("2001:db8:0:0::7", "[2001:db8::7]:80"),
    ])
    func `numeric hosts of both families`(host: String, description: String) throws {
        let address = try SocketAddress(host: host, port: 80)
        #expect(address.description == description)
        #expect(address.port == 80)
        #expect(try SocketAddress(host: address.host, port: 80) == address)
    }

    @Test(arguments: ["", "localhost", "1.2.3.4.5", "::g", "127.0.0.1\n"])
    func `anything else is no numeric host`(host: String) {
        #expect(throws: SocketError.self) { try SocketAddress(host: host, port: 80) }
    }

    @Test func `loopback is 127.0.0.1`() throws {
        #expect(try SocketAddress.loopback(port: 8085) == SocketAddress(host: "127.0.0.1", port: 8085))
    }

    @Test func `localhost resolves to a loopback address`() throws {
        let found = try SocketAddress.resolve(host: "localhost", port: 7)
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { ["127.0.0.1", "::1"].contains($0.host) && $0.port == 7 })
    }
}
