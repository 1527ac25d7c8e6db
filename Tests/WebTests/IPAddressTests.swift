import Testing

@testable import Web

@Suite struct IPAddressTests {
    @Test(
        arguments: [
            ("0.0.0.0", 0, 0xFFFF_0000_0000), ("192.168.1.255", 0, 0xFFFF_C0A8_01FF), ("::", 0, 0), ("::1", 0, 1),
            ("2001:db8::8:800:200C:417a", 0x2001_0db8_0000_0000, 0x0008_0800_200C_417A),
            ("1:2:3:4:5:6:7:8", 0x0001_0002_0003_0004, 0x0005_0006_0007_0008),
            ("::ffff:10.0.0.1", 0, 0xFFFF_0A00_0001), ("64:ff9b::192.0.2.33", 0x0064_ff9b_0000_0000, 0xC000_0221),
            ("fe80::1%eth0", 0xfe80_0000_0000_0000, 1), ("1::", 0x0001_0000_0000_0000, 0),
            ("1:2:3:4:5:6:7::", 0x0001_0002_0003_0004, 0x0005_0006_0007_0000),
        ] as [(String, UInt64, UInt64)])
    func `addresses`(text: String, high: UInt64, low: UInt64) throws {
        let address = try #require(IPAddress(text))
        #expect(address.high == high)
        #expect(address.low == low)
    }

    @Test(
        arguments: [
            "", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.+4", "1.2.3.", "a", ":", ":::", "1:2", "1::2::3",
            "12345::", "::g", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1.2.3", "1.2.3.4::", "[::1]", "::1 ", "-1::",
            ":1:2:3:4:5:6:7:8", "localhost",
        ])
    func `no addresses`(text: String) {
        #expect(IPAddress(text) == nil)
    }
}
