import Testing

@testable import Web

@Suite struct TrustedProxiesTests {
    @Test func `addresses and ranges`() throws {
        let proxies = try TrustedProxies([
            "127.0.0.1", "::1", "10.0.0.0/8", "172.16.0.0/12", "fd00::/8", "192.0.2.7/32",
        ])
        for trusted in [
            "127.0.0.1", "::ffff:127.0.0.1", "::1", "10.255.0.1", "172.31.255.255", "fdff::1", "192.0.2.7",
        ] {
            #expect(proxies.contains(trusted), "\(trusted)")
        }
        for foreign in ["127.0.0.2", "::2", "11.0.0.1", "172.32.0.0", "fe00::1", "192.0.2.6", "", "name", "::10.0.0.1"]
        {
            #expect(!proxies.contains(foreign), "\(foreign)")
        }
    }

    @Test func `everything and nothing`() throws {
        #expect(try TrustedProxies(["0.0.0.0/0"]).contains("8.8.8.8"))
        #expect(try !TrustedProxies(["0.0.0.0/0"]).contains("2001:db8::1"))
        #expect(try TrustedProxies(["::/0"]).contains("8.8.8.8"))
        #expect(!TrustedProxies.none.contains("127.0.0.1"))
    }

    @Test(arguments: ["", "localhost", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0/8"])
    func `an entry that is neither is named`(entry: String) {
        #expect {
            try TrustedProxies(["::1", entry])
        } throws: {
            ($0 as? TrustedProxies.InvalidEntry)?.entry == entry
        }
    }
}
