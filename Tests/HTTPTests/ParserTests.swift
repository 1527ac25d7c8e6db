import CHTTPServer
import Testing

/// The parser in C by itself: wherever a request is cut, it finds the same.
@Suite struct ParserTests {
    static let requests = [
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\nPOST /customers?x=%20y HTTP/1.1\r\nHost: [::1]:80\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello",
        "GET http://b.example:80?q HTTP/1.1\r\nhost:  a\t\r\nConnection: te, close\r\n\r\n",
        "PUT /x HTTP/1.0\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\nabcGET",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;e=\"f\"\r\nabc\r\nA\r\n0123456789\r\n0\r\nT: 1\r\n\r\nGET",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\nX:\r\nY: \u{e9}\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nx : y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\nx: y\r\n\r\n",
        "GET / HTTP/2.0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
    ]

    @Test(arguments: requests)
    func `a request reads the same wherever it is cut, at one place or everywhere`(request: String) {
        let bytes = Array(request.utf8)
        let whole = Reading.of([bytes])
        #expect(whole.ended)
        for cut in 1..<bytes.count {
            #expect(Reading.of([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole, "cut at \(cut)")
        }
        #expect(Reading.of(bytes.map { [$0] }) == whole)
    }

    @Test func `a whole head, field by field`() {
        let reading = Reading.of([Array(Self.requests[1].utf8)])
        #expect(reading.method == "POST" && reading.path == "/customers" && reading.query == "x=%20y")
        #expect(reading.fields == ["Host=[::1]:80", "Content-Length=5", "Expect=100-continue"])
        #expect(reading.keepAlive && reading.expectsContinue && reading.minorVersion == 1)
        #expect(reading.body == "hello" && reading.rest == "" && reading.fault == nil)
    }

    @Test func `the authority of an absolute target takes the place of Host`() {
        let reading = Reading.of([Array(Self.requests[2].utf8)])
        #expect(reading.path == "/" && reading.query == "q")
        #expect(reading.fields == ["host=b.example:80", "Connection=te, close"])
        #expect(!reading.keepAlive)
    }

    @Test func `what follows a body belongs to the next request`() {
        #expect(Reading.of([Array(Self.requests[3].utf8)]).rest == "GET")
        let chunked = Reading.of([Array(Self.requests[4].utf8)])
        #expect(chunked.body == "abc0123456789" && chunked.rest == "GET")
    }

    @Test func `limits hold to the byte`() {
        let head = "GET /12345678 HTTP/1.1\r\nHost: a\r\nA: b\r\n\r\n"
        let bytes = Array(head.utf8)
        let size = UInt32(bytes.count)
        #expect(Reading.of([bytes], limits: hd_limits(header_bytes: size, target_bytes: 9, fields: 2)).fault == nil)
        #expect(Reading.of([bytes], limits: hd_limits(header_bytes: size - 1, target_bytes: 9, fields: 2)).fault == 431)
        #expect(Reading.of([bytes], limits: hd_limits(header_bytes: size, target_bytes: 8, fields: 2)).fault == 414)
        #expect(Reading.of([bytes], limits: hd_limits(header_bytes: size, target_bytes: 9, fields: 1)).fault == 431)
    }
}

/// What the parser makes of a request that comes in pieces.
private struct Reading: Equatable {
    var method = "", path = "", query: String?
    var fields: [String] = []
    var keepAlive = false, expectsContinue = false, minorVersion = 0
    var body = "", rest = ""
    var fault: Int32?
    /// Head and body are complete, or refused.
    var ended = false

    static func of(
        _ pieces: [[UInt8]], limits: hd_limits = hd_limits(header_bytes: 4096, target_bytes: 1024, fields: 100)
    ) -> Reading {
        var reading = Reading()
        var limits = limits
        let parser = UnsafeMutablePointer<hd_parser>.allocate(capacity: 1)
        defer { unsafe parser.deallocate() }
        unsafe hd_parser_reset(parser)
        var bytes: [UInt8] = []
        var body: hd_body?
        for piece in pieces {
            bytes += piece
            if unsafe body == nil {
                switch unsafe hd_parse_head(parser, &limits, bytes, bytes.count) {
                case HD_PARSE_MORE: continue
                case HD_PARSE_FAULT:
                    unsafe reading.fault = parser.pointee.fault.status
                    reading.ended = true
                    return reading
                default:
                    unsafe reading.take(parser.pointee, bytes)
                    var started = unsafe hd_body()
                    unsafe hd_body_start(&started, parser)
                    unsafe body = started
                    unsafe bytes.removeFirst(Int(parser.pointee.head_length))
                }
            }
            unsafe reading.decode(&body!, &bytes)
            if reading.fault != nil { return reading }
        }
        reading.rest = String(decoding: bytes, as: UTF8.self)
        return reading
    }

    private mutating func take(_ parser: hd_parser, _ bytes: [UInt8]) {
        func text(_ slice: hd_slice) -> String {
            String(decoding: bytes[Int(slice.offset)..<Int(slice.offset + slice.length)], as: UTF8.self)
        }
        unsafe method = text(parser.method)
        unsafe path = text(parser.path)
        unsafe query = parser.has_query ? text(parser.query) : nil
        unsafe keepAlive = parser.keep_alive
        unsafe expectsContinue = parser.expects_continue
        unsafe minorVersion = Int(parser.minor_version)
        let all = unsafe withUnsafeBytes(of: parser.fields) { unsafe Array($0.bindMemory(to: hd_field.self)) }
        unsafe fields = all.prefix(Int(parser.field_count)).map { "\(text($0.name))=\(text($0.value))" }
    }

    private mutating func decode(_ state: inout hd_body, _ bytes: inout [UInt8]) {
        while !ended {
            var consumed = 0
            var length = 0
            var data: UnsafePointer<UInt8>?
            let result = unsafe bytes.withUnsafeBufferPointer { bytes in
                let result = unsafe hd_body_decode(&state, bytes.baseAddress, bytes.count, &consumed, &data, &length)
                unsafe body += String(decoding: UnsafeBufferPointer(start: data, count: length), as: UTF8.self)
                return result
            }
            bytes.removeFirst(consumed)
            if result == HD_BODY_FAULT { unsafe fault = state.fault.status }
            ended = unsafe result == HD_BODY_FAULT || state.done
            if result == HD_BODY_MORE { return }
        }
    }
}
