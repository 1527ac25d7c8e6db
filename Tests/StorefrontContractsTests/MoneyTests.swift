import JSON
import StorefrontContracts
import Testing

@Suite struct MoneyTests {
    @Test(
        arguments: [
            ("1.99", 199), ("11.9", 1190), ("11.90", 1190), ("0", 0), ("5", 500), ("1190e-2", 1190), ("1.19E1", 1190),
            ("0.0100", 1), ("999999999.99", 99_999_999_999), ("2.000000000000000000", 200),
        ] as [(String, Int64)])
    func `an exact amount is taken in any notation`(text: String, cents: Int64) {
        #expect(Money(decimal: text)?.cents == cents)
    }

    @Test(arguments: [
        "", ".", "-1", "1.999", "1000000000", "1e", "e5", "1e99", "12x", "0x10", "NaN", "99999999999999999999999", "1 ",
    ])
    func `what is no amount of two decimals in range is refused`(text: String) {
        #expect(Money(decimal: text) == nil)
    }

    @Test(
        arguments: [(0, "0.00"), (5, "0.05"), (199, "1.99"), (1190, "11.90"), (99_999_999_999, "999999999.99")]
            as [(Int64, String)])
    func `an amount is written with two decimals`(cents: Int64, text: String) {
        #expect(Money(cents: cents).text == text)
        #expect(String(decoding: Money(cents: cents).jsonBytes(), as: UTF8.self) == text)
    }

    @Test func `a request may send a number or a decimal string`() throws {
        #expect(try Money.read(Array("11.9".utf8)) == Money(cents: 1190))
        #expect(try Money.read(Array("\"11.9\"".utf8)) == Money(cents: 1190))
    }

    @Test func `three decimals break a rule, a boolean cannot be read`() throws {
        let rule = #expect(throws: JSONFaults.self) { try Money.read(Array("1.999".utf8)) }
        #expect(rule?.breaksOnlyRules == true)
        let type = #expect(throws: JSONFaults.self) { try Money.read(Array("true".utf8)) }
        #expect(type?.breaksOnlyRules == false)
    }
}
