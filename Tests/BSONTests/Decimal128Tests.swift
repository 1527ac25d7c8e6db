import BSON
import Foundation
import Testing

struct Decimal128Tests {
    @Test(arguments: [
        "11.90", "-0.01", "0", "0.00", "1E+3", "1.234567890123456789012345678901234E-20", "NaN", "Infinity",
        "-Infinity",
        "9999999999999999999999999999999999", "1E-6176", "9.999999999999999999999999999999999E+6144",
    ])
    func `text comes back with its own scale`(_ text: String) {
        #expect(Decimal128(text)?.description == text)
    }

    @Test(arguments: ["", "abc", "1,5", "1.2.3", "12345678901234567890123456789012345", "1E+6145", "1\0", " 1"])
    func `text that is no number, or not exactly one, is refused`(_ text: String) {
        #expect(Decimal128(text) == nil)
    }

    @Test(arguments: [
        "11.9", "-3.1", "0", "1", "-1", "0.00000000000000000001", "1234567890123456789012345678901234",
        "18446744073709551616",
        "-18446744073709551617.5", "0.1", "99999999999999.99", "100000000000000000000000000000000000",
    ])
    func `Decimal goes to decimal128 and back exactly`(_ text: String) throws {
        let decimal = try #require(Decimal(string: text))
        let there = try #require(Decimal128(exactly: decimal))
        #expect(Decimal(exactly: there) == decimal)
    }

    @Test func `a price keeps its value, not a rounded one`() throws {
        #expect(Decimal(exactly: Decimal128("11.90")!) == Decimal(string: "11.9"))
        #expect(Decimal(exactly: Decimal128("1E+3")!) == 1000)
        #expect(Decimal(exactly: Decimal128("-0.00")!) == 0)
        #expect(
            Decimal(exactly: Decimal128("1234567890123456789012345678.901234")!)
                == Decimal(string: "1234567890123456789012345678.901234"))
    }

    @Test func `what the other type cannot hold is nil`() throws {
        #expect(Decimal128(exactly: try #require(Decimal(string: "12345678901234567890123456789012345"))) == nil)
        #expect(Decimal128(exactly: .nan) == nil)
        #expect(Decimal(exactly: Decimal128("1E+200")!) == nil)
        #expect(Decimal(exactly: Decimal128("1E-200")!) == nil)
        #expect(Decimal(exactly: Decimal128("NaN")!) == nil)
        #expect(Decimal(exactly: Decimal128("-Infinity")!) == nil)
    }

    @Test func `random decimals survive the way there and back`() throws {
        for _ in 0..<2000 {
            let digits = String((0..<Int.random(in: 1...34)).map { _ in "0123456789".randomElement()! })
            let exponent = Int.random(in: -80...60)
            let text = (Bool.random() ? "-" : "") + digits + "E\(exponent)"
            let there = try #require(Decimal128(text))
            let back = try #require(Decimal(exactly: there))
            #expect(Decimal128(exactly: back).flatMap { Decimal(exactly: $0) } == back)
            #expect(back == Decimal(string: text), "\(text)")
        }
    }
}
