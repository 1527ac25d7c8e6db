import HTTP
import Testing

@testable import Web

@Suite struct ExternalBaseTests {
    private func base(_ headers: Headers, from peer: String = "10.0.0.1") throws -> String {
        ExternalBase(
            Request.make(headers: headers, from: peer).head, trusting: try TrustedProxies(["10.0.0.0/8", "fd00::/8"])
        ).url("/x")
    }

    @Test func `the host of the request`() throws {
        #expect(try base(["Host": "localhost:8085"]) == "http://localhost:8085/x")
        #expect(try base(["Host": "localhost:80"]) == "http://localhost/x")
    }

    @Test func `a host of a wrong form makes links relative`() throws {
        #expect(try base(["Host": "a b"]) == "/x")
        #expect(try base(["Host": "evil\"><script>"]) == "/x")
    }

    @Test func `fields of a peer that is not trusted do not count`() throws {
        let fields: Headers = [
            "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil", "X-Forwarded-Prefix": "/evil",
            "Forwarded": "host=evil;proto=https",
        ]
        #expect(try base(fields, from: "192.0.2.1") == "http://shop.example/x")
    }

    @Test func `what the gateway says`() throws {
        #expect(
            try base(["X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/accounts"])
                == "https://shop.example/accounts/x")
        #expect(
            try base([
                "X-Forwarded-Proto": "HTTPS", "X-Forwarded-Host": "www.example", "X-Forwarded-Port": "8443",
                "X-Forwarded-Prefix": "/accounts/",
            ]) == "https://www.example:8443/accounts/x")
        #expect(try base(["X-Forwarded-Proto": "https", "X-Forwarded-Port": "443"]) == "https://shop.example/x")
        #expect(
            try base(["X-Forwarded-Host": "www.example:9000", "X-Forwarded-Port": "80"]) == "http://www.example:9000/x")
        #expect(try base(["X-Forwarded-Prefix": "/"]) == "http://shop.example/x")
    }

    @Test func `Forwarded of RFC 7239`() throws {
        #expect(try base(["Forwarded": "for=192.0.2.43;proto=https;host=www.example"]) == "https://www.example/x")
        #expect(
            try base(["Forwarded": "For=\"[2001:db8:cafe::17]:4711\" ; Host=\"www.example:8443\";by=203.0.113.43"])
                == "http://www.example:8443/x")
        #expect(
            try base(["Forwarded": "host=standard", "X-Forwarded-Host": "legacy"]) == "http://legacy/x")
    }

    @Test func `the nearest proxy's element counts, and through trusted proxies those before it`() throws {
        // The client made up the first element; the gateway, whose peer is the client, added the second.
        #expect(
            try base([
                "X-Forwarded-For": "1.1.1.1, 192.0.2.9", "X-Forwarded-Host": "evil, www.example",
                "X-Forwarded-Proto": "http, https",
            ]) == "https://www.example/x")
        #expect(
            try base(["Forwarded": "for=1.1.1.1;host=evil, for=192.0.2.9;host=www.example"]) == "http://www.example/x")
        // The gateway's peer is itself a trusted proxy: what that one received is what the client sees.
        #expect(
            try base([
                "X-Forwarded-For": "192.0.2.9, 10.0.0.7", "X-Forwarded-Host": "www.example, inner",
                "X-Forwarded-Prefix": "/shop, /accounts",
            ]) == "http://www.example/shop/accounts/x")
        #expect(
            try base(["Forwarded": "for=192.0.2.9;host=www.example, for=\"[fd00::7]\";host=inner"])
                == "http://www.example/x")
        // A chain that is trusted throughout ends at its first element.
        #expect(
            try base(["X-Forwarded-For": "10.1.1.1, 10.0.0.7", "X-Forwarded-Host": "www.example"])
                == "http://www.example/x")
    }

    @Test(
        arguments: [
            ("X-Forwarded-Proto", "javascript"), ("X-Forwarded-Host", "a b"), ("X-Forwarded-Host", "user@evil"),
            ("X-Forwarded-Port", "0"), ("X-Forwarded-Port", "x"), ("X-Forwarded-Prefix", "accounts"),
            ("X-Forwarded-Prefix", "//evil"), ("X-Forwarded-Prefix", "/a/../b"), ("X-Forwarded-Prefix", "/a b"),
            ("X-Forwarded-Prefix", "/%2e"), ("X-Forwarded-Prefix", "/a?b"), ("X-Forwarded-Prefix", "/a//b"),
            ("Forwarded", "host=a b"), ("Forwarded", "host=\"a"), ("Forwarded", "host=a;host=b"), ("Forwarded", "host"),
            ("Forwarded", ";"), ("X-Forwarded-Host", ","),
        ])
    func `a value of a wrong form counts as absent`(name: String, value: String) throws {
        var headers: Headers = [:]
        headers[name] = value
        #expect(try base(headers) == "http://shop.example/x")
    }

    @Test func `a prefix has a bound`() throws {
        let prefix = "/" + String(repeating: "a", count: 255)
        #expect(try base(["X-Forwarded-Prefix": prefix]) == "http://shop.example\(prefix)/x")
        #expect(try base(["X-Forwarded-Prefix": prefix + "a"]) == "http://shop.example/x")
    }

    @Test func `handlers get the base of their request`() throws {
        let fixture = try RouterFixture(
            [Route(.get, "/", summary: "") { .text(.ok, $0.externalBase.url("/y")) }], trusting: ["192.0.2.1"])
        #expect(
            fixture.send(.get, "/", headers: ["X-Forwarded-Prefix": "/orders"]).text == "http://shop.example/orders/y")
    }
}
