import HTTPClient
import Sockets
import Testing

@Suite struct HTTPClientErrorTests {
    private func error(
        of request: HTTPClientRequest, client: HTTPClient = HTTPClient(), timeout: Duration = .seconds(20)
    ) -> HTTPClientError? {
        #expect(throws: HTTPClientError.self) { try client.send(request, timeout: timeout) }
    }

    @Test func `nobody listens`() throws {
        // The port is free again when the socket has gone.
        let port = try Socket.listening(on: .loopback(port: 0)).localAddress().port
        let error = error(of: .init("GET", "http://127.0.0.1:\(port)/customers"))
        #expect(error?.kind == .cannotConnect)
        #expect(error?.url == "http://127.0.0.1:\(port)/customers")
        #expect(error?.message.contains("Couldn't connect to server") == true)
        #expect(error?.description == "\(error!.url): \(error!.message)")
    }

    @Test func `a name that does not exist`() {
        #expect(error(of: .init("GET", "http://nobody.invalid/"))?.kind == .cannotConnect)
    }

    @Test func `no answer within the deadline`() throws {
        let server = try ScriptedServer(
            [.swallow, .hold], [.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), .hold])
        defer { server.stop() }
        let started = ContinuousClock.now
        #expect(error(of: .init("POST", server.url), timeout: .milliseconds(200))?.kind == .timedOut)
        #expect(error(of: .init("GET", server.url), timeout: .milliseconds(200))?.kind == .timedOut)
        #expect(ContinuousClock.now - started >= .milliseconds(400))
        #expect(ContinuousClock.now - started < .seconds(10))
    }

    @Test(arguments: [Duration.zero, .seconds(-1)])
    func `without time nothing is sent`(timeout: Duration) throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        #expect(error(of: .init("GET", server.url), timeout: timeout)?.kind == .timedOut)
        #expect(server.requests == [])
    }

    @Test(arguments: [
        [ScriptedServer.Step.swallow],
        [.readOneByte],
        [.answer("HTTP/1.1 200 OK\r\nContent-Le")],
        [.answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n")],
        [.answer("HTTP/1.1 100 Continue\r\n\r\n")],
        [.answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")],
        [.answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal")],
        [],
    ])
    func `the connection ends before the answer is complete`(script: [ScriptedServer.Step]) throws {
        let server = try ScriptedServer(script)
        defer { server.stop() }
        let error = error(of: .init("POST", server.url))
        #expect(error?.kind == .interrupted, "\(String(describing: error))")
    }

    @Test func `a client goes on after an interruption`() throws {
        let server = try ScriptedServer([.swallow], [.answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")])
        defer { server.stop() }
        let client = HTTPClient()
        #expect(error(of: .init("POST", server.url), client: client)?.kind == .interrupted)
        #expect(try client.send(.init("POST", server.url), timeout: .seconds(20)).text == "ok")
    }

    @Test(arguments: [
        "", "localhost:8080/", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http://[::1", "http://a:b:c/",
        "http://127.0.0.1:99999/", "http://127.0.0.1/ HTTP/1.1", "http://127.0.0.1/\r\nX: y", "http://127.0.0.1/\u{0}",
    ])
    func `not a URL that it speaks`(url: String) {
        #expect(error(of: .init("GET", url))?.kind == .malformedURL)
    }

    @Test func `a header or method that would change the request is refused`() throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        #expect(error(of: .init("GET", server.url, headers: [("X", "a\r\nY: b")]))?.kind == .other)
        #expect(error(of: .init("GET", server.url, headers: [("X: y\r\nZ", "a")]))?.kind == .other)
        #expect(error(of: .init("GET", server.url, headers: [("", "a")]))?.kind == .other)
        #expect(error(of: .init("GET / HTTP/1.1\r\n", server.url))?.kind == .other)
        #expect(error(of: .init("", server.url))?.kind == .other)
        #expect(server.requests == [])
    }

    @Test func `a body at the bound is taken, one byte more is not`() throws {
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        let server = try ScriptedServer(
            [.answer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789")],
            [.answer("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n")],
            [.answer(chunked + "a\r\n0123456789\r\n0\r\n\r\n")],
            [.answer(chunked + "a\r\n0123456789\r\n1\r\n0\r\n0\r\n\r\n")])
        defer { server.stop() }
        let client = HTTPClient(maximumBodyBytes: 10)
        #expect(try client.send(.init("POST", server.url), timeout: .seconds(20)).text == "0123456789")
        #expect(error(of: .init("POST", server.url), client: client)?.kind == .tooLarge)
        #expect(try client.send(.init("POST", server.url), timeout: .seconds(20)).text == "0123456789")
        #expect(error(of: .init("POST", server.url), client: client)?.kind == .tooLarge)
    }

    @Test func `headers without end are refused`() throws {
        let header = "X-Long: " + String(repeating: "a", count: 9_990) + "\r\n"
        let server = try ScriptedServer([.answer("HTTP/1.1 200 OK\r\n" + String(repeating: header, count: 30)), .hold])
        defer { server.stop() }
        let error = error(of: .init("GET", server.url))
        #expect(error?.kind == .tooLarge)
        #expect(error?.message == "the headers are larger than 262144 bytes")
    }

    @Test(arguments: ["SSH-2.0-OpenSSH_9.2\r\n", "HTTP/9.9.9 what\r\n\r\n", "\u{0}\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}\u{7}"])
    func `what is not HTTP is an error and never a crash`(bytes: String) throws {
        let server = try ScriptedServer([.answer(bytes)])
        defer { server.stop() }
        #expect(error(of: .init("GET", server.url)) != nil)
    }
}
