import Sockets
import Testing

@Suite struct SocketErrorTests {
    @Test func `says which call failed and why`() {
        #expect(SocketError(call: "connect", code: 111).description == "connect: Connection refused (111)")
        #expect(SocketError(call: "getaddrinfo", code: -2).description == "getaddrinfo: Name or service not known (-2)")
    }
}
