import HTTP
import HTTPTestSupport
import Testing

@Suite struct HeadersTests {
    private func pairs(_ headers: Headers) -> [String] { headers.all.map { "\($0.name)=\($0.value)" } }

    @Test func `names are compared without case, and the first field is the value`() {
        var headers: Headers = ["Accept": "a", "X": "1"]
        headers.add("x", "2")
        #expect(headers["ACCEPT"] == "a" && headers["x"] == "1" && headers["y"] == nil)
        #expect(headers.values("X") == ["1", "2"])
        #expect(pairs(headers) == ["Accept=a", "X=1", "x=2"])
    }

    @Test func `setting replaces all fields of a name in the place of the first, nil removes them`() {
        var headers: Headers = ["a": "1", "B": "2", "A": "3", "c": "4"]
        headers["A"] = "5"
        #expect(pairs(headers) == ["a=5", "B=2", "c=4"])
        headers["b"] = nil
        headers["d"] = "6"
        #expect(pairs(headers) == ["a=5", "c=4", "d=6"])
    }

    @Test func `received fields can be looked up, listed and changed alike`() throws {
        let route = Dispatch.loop { request in
            var headers = request.head.headers
            let first = headers["X-ONE"] ?? "nil"
            headers["x-one"] = "changed"
            headers.add("x-two", "3")
            return .text(
                "\(first) \(headers["X-One"] ?? "") \(headers.values("x-TWO")) \(request.head.headers.all.count)")
        }
        try withServer(["/": route]) { address in
            let connection = try RawConnection(address)
            try connection.send("GET / HTTP/1.1\r\nHost: a\r\nX-One: 1\r\nx-two: 2\r\n\r\n")
            #expect(try connection.receive().hasSuffix("\r\n\r\n1 changed [\"2\", \"3\"] 3"))
        }
    }

    @Test func `bytes that are no UTF-8 become replacement characters`() throws {
        try withServer(["/": .loop { .text($0.head.headers["x"] ?? "nil") }]) { address in
            let connection = try RawConnection(address)
            try connection.send(Array("GET / HTTP/1.1\r\nHost: a\r\nX: a".utf8) + [0xff] + Array("b\r\n\r\n".utf8))
            let shown = String(
                decoding: Array("a\u{fffd}b".utf8).map { Unicode.Scalar($0) }.map { UInt32($0) }.map { UInt8($0) },
                as: UTF8.self)
            let answer = try connection.receive()
            #expect(answer.unicodeScalars.suffix(5).map { UInt8($0.value) } == Array(shown.utf8))
        }
    }
}
