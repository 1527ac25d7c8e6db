import HTTPClient
import Testing
import Threads

@Suite struct HTTPClientTests {
    private let client = HTTPClient()
    private let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test func `a whole answer comes back as it was sent`() throws {
        let server = try ScriptedServer([
            .answer(
                "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain;charset=UTF-8\r\nX-Padded: \t a b \r\nX-Empty:\r\n"
                    + "Content-Length: 11\r\n\r\nkein Käse\n")
        ])
        defer { server.stop() }
        let answer = try client.send(.init("GET", server.url + "/käse?a=b"), timeout: .seconds(20))
        #expect(answer.status == 404)
        #expect(answer.text == "kein Käse\n")
        #expect(
            answer.headers.map { "\($0): \($1)" } == [
                "Content-Type: text/plain;charset=UTF-8", "X-Padded: a b", "X-Empty: ", "Content-Length: 11",
            ])
        #expect(answer.header("content-type") == "text/plain;charset=UTF-8")
        #expect(answer.header("Location") == nil)
        #expect(
            server.requests.map(\.text) == [
                "GET /k%c3%a4se?a=b HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nAccept: */*\r\n\r\n"
            ])
    }

    @Test func `a request goes out as it was written`() throws {
        let server = try ScriptedServer([.answer(ok)], [.answer(ok)], [.answer(ok)])
        defer { server.stop() }
        let host = "Host: 127.0.0.1:\(server.port)\r\n"
        _ = try client.send(
            .init(
                "POST", server.url,
                headers: [("Content-Type", "application/json"), ("Accept", "text/plain"), ("X-Empty", "")],
                body: Array("{\"a\":1}".utf8)), timeout: .seconds(20))
        _ = try client.send(.init("POST", server.url), timeout: .seconds(20))
        _ = try client.send(.init("PATCH", server.url, body: [0x61]), timeout: .seconds(20))
        #expect(
            server.requests.map(\.text) == [
                "POST / HTTP/1.1\r\n\(host)Content-Type: application/json\r\nAccept: text/plain\r\nX-Empty:\r\n"
                    + "Content-Length: 7\r\n\r\n{\"a\":1}",
                "POST / HTTP/1.1\r\n\(host)Accept: */*\r\nContent-Length: 0\r\n\r\n",
                "PATCH / HTTP/1.1\r\n\(host)Accept: */*\r\nContent-Length: 1\r\n\r\na",
            ])
    }

    @Test func `a connection is kept for the next request`() throws {
        let server = try ScriptedServer([.answer(ok), .answer(ok), .answer("HTTP/1.1 204 No Content\r\n\r\n")])
        defer { server.stop() }
        #expect(try client.send(.init("GET", server.url), timeout: .seconds(20)).text == "ok")
        #expect(try client.send(.init("PUT", server.url, body: Array("x".utf8)), timeout: .seconds(20)).text == "ok")
        #expect(try client.send(.init("DELETE", server.url), timeout: .seconds(20)).status == 204)
        #expect(server.requests.map(\.connection) == [0, 0, 0])
    }

    @Test func `a GET whose kept connection ended is sent again on a new one`() throws {
        let server = try ScriptedServer([.answer(ok), .swallow], [.answer(ok)])
        defer { server.stop() }
        _ = try client.send(.init("GET", server.url), timeout: .seconds(20))
        #expect(try client.send(.init("GET", server.url), timeout: .seconds(20)).text == "ok")
        #expect(server.requests.map(\.connection) == [0, 0, 1])
    }

    @Test func `a POST is never sent twice: it does not go over a kept connection`() throws {
        let server = try ScriptedServer([.answer(ok), .answer(ok)], [.swallow], [.answer(ok)])
        defer { server.stop() }
        _ = try client.send(.init("GET", server.url), timeout: .seconds(20))
        let error = #expect(throws: HTTPClientError.self) {
            try client.send(.init("POST", server.url), timeout: .seconds(20))
        }
        #expect(error?.kind == .interrupted)
        #expect(server.requests.map(\.connection) == [0, 1])
    }

    @Test func `HEAD has no body, whatever Content-Length says`() throws {
        let server = try ScriptedServer([.answer("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"), .answer(ok)])
        defer { server.stop() }
        let head = try client.send(.init("HEAD", server.url), timeout: .seconds(20))
        #expect(head.header("Content-Length") == "500")
        #expect(head.body == [])
        #expect(try client.send(.init("GET", server.url), timeout: .seconds(20)).text == "ok")
    }

    @Test func `of an informational answer, a final answer and trailers the final answer's headers count`() throws {
        let server = try ScriptedServer([
            .answer(
                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 Fine: really\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n0\r\nX-Trailer: late\r\n\r\n")
        ])
        defer { server.stop() }
        let answer = try client.send(.init("GET", server.url), timeout: .seconds(20))
        #expect(answer.status == 200)
        #expect(answer.text == "abc")
        #expect(answer.headers.map(\.0) == ["Transfer-Encoding"])
    }

    @Test func `a redirect is an answer like any other`() throws {
        let server = try ScriptedServer([.answer("HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n")]
        )
        defer { server.stop() }
        let answer = try client.send(.init("GET", server.url), timeout: .seconds(20))
        #expect(answer.status == 302)
        #expect(answer.header("location") == "/other")
        #expect(server.requests.count == 1)
    }

    @Test func `threads use one client at once`() throws {
        let scripts = 8
        let server = try ScriptedServer(Array(repeating: [.answer(ok), .answer(ok), .answer(ok)], count: scripts))
        defer { server.stop() }
        let answers = Signal<[String]>([])
        let threads = (0..<scripts).map { number in
            NamedThread("client \(number)") { [client] in
                let text = (try? client.send(.init("POST", server.url), timeout: .seconds(20)))?.text
                answers.update { $0.append(text ?? "none") }
            }
        }
        for thread in threads { thread.join() }
        #expect(answers.update { $0 } == Array(repeating: "ok", count: scripts))
    }
}
