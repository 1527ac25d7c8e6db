import JSON
import Testing

@testable import AccountsService

@Suite struct CreditCardTests {
    @Test func `a card number is never written or printed in full`() {
        let details = CustomerDetails.make(cards: ["4545-6767-8989-0000"])
        let text = String(decoding: details.jsonBytes(), as: UTF8.self)
        #expect(text.contains(#""number":"****-****-****-0000""#))
        #expect(!text.contains("6767") && !"\(details)".contains("6767"))
    }

    @Test func `a mask is written as it is`() {
        #expect(CardNumber("****-****-****-0000").masked == "****-****-****-0000")
    }

    @Test func `of a number as short as what a mask shows nothing is shown`() {
        #expect(CardNumber("1234").masked == "****-****-****-****")
        #expect(CardNumber("12345").masked == "****-****-****-2345")
    }
}
