import HTTP
import Synchronization

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

    /// 32 hexadecimal digits, the form of a W3C trace id: 64 bits that are random for the process, and 64 that differ for
    /// each request. Ids have to be unique, not secret: no system call for each of them.
    static func make() -> String {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        var digits: [UInt8] = []
        digits.reserveCapacity(32)
        for word in [processWord, scrambled(firstWord &+ number)] {
            for shift in stride(from: UInt64(60), through: 0, by: -4) {
                let digit = UInt8(truncatingIfNeeded: word >> shift & 0xF)
                digits.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
        return String(decoding: digits, as: UTF8.self)
    }

    private static let processWord = UInt64.random(in: .min ... .max)
    private static let firstWord = UInt64.random(in: .min ... .max)
    private static let count = Atomic<UInt64>(0)

    /// One to one, so that no two numbers give the same word (the finalizer of SplitMix64).
    private static func scrambled(_ number: UInt64) -> UInt64 {
        var word = number
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
