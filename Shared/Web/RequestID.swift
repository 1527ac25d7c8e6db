import HTTP

/// The id by which answer, log and problem of one request find each other: `X-Request-ID`.
enum RequestID {
    static let header = "X-Request-ID"

    /// The client's own (or the gateway's) when it is one to 128 token characters, else a new one.
    static func id(of head: RequestHead) -> String {
        guard let given = head.headers[header], (1...128).contains(given.utf8.count),
            given.utf8.allSatisfy(FieldScanner.isTokenCharacter)
        else { return make() }
        return given
    }

    /// 128 random bits as 32 hexadecimal digits, the form of a W3C trace id.
    static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        var digits: [UInt8] = []
        digits.reserveCapacity(32)
        for _ in 0..<2 {
            let word = generator.next()
            for shift in stride(from: UInt64(60), through: 0, by: -4) {
                let digit = UInt8(truncatingIfNeeded: word >> shift & 0xF)
                digits.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
        return String(decoding: digits, as: UTF8.self)
    }
}
