import HTTP
import HTTPTestSupport
import Testing

@Suite struct EncodedResponseTests {
    private func answer(to response: Response) throws -> String {
        var text = ""
        try withServer(["/": .loop { _ in response }]) { address in
            let connection = try RawConnection(address)
            try connection.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            text = try connection.receiveAll()
        }
        return text
    }

    @Test func `fields keep their order and spelling`() throws {
        let response = Response(.created, headers: ["Location": "/a", "x-b": "ü", "X-B": ""], body: .bytes([0x61]))
        #expect(
            try answer(to: response)
                == "HTTP/1.1 201 Created\r\nContent-Length: 1\r\nConnection: close\r\nLocation: /a\r\nx-b: Ã¼\r\nX-B: \r\n\r\na"
        )
    }

    @Test(arguments: ["a\r\nInjected: 1", "a\nb", "a\rb", "a\0b", "a\u{7f}b"])
    func `a value that would split the response is left out`(value: String) throws {
        #expect(
            try answer(to: Response(headers: ["Bad": value, "Good": "1"]))
                == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\nGood: 1\r\n\r\n")
    }

    @Test(arguments: ["", "a b", "a:", "a\r\nb", "ü"])
    func `a name that is none is left out`(name: String) throws {
        #expect(
            try answer(to: Response(headers: [name: "1"]))
                == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    }

    @Test func `framing is the server's, whatever the handler says`() throws {
        let headers: Headers = [
            "content-length": "999", "Transfer-Encoding": "chunked", "Date": "today", "Keep-Alive": "x",
            "Connection": "te",
        ]
        #expect(
            try answer(to: .init(headers: headers, body: .bytes([0x61])))
                == "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\na")
    }

    @Test(arguments: [0, 99, 100, 101, 1000, -1])
    func `a status that is not final becomes 500`(code: Int) throws {
        #expect(try answer(to: Response(Status(code))).hasPrefix("HTTP/1.1 500 Internal Server Error\r\n"))
    }

    @Test func `a status without a registered phrase has none`() throws {
        #expect(
            try answer(to: Response(Status(299))) == "HTTP/1.1 299 \r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    }

    @Test func `a body larger than any buffer arrives whole`() throws {
        let body = (0..<5_000_000).map { UInt8(truncatingIfNeeded: 0x20 + $0 % 90) }
        let text = try answer(to: Response(body: .bytes(body)))
        #expect(
            text.utf8.count == body.count
                + "HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\nConnection: close\r\n\r\n".utf8.count)
        #expect(text.utf8.suffix(body.count).elementsEqual(body))
    }
}
