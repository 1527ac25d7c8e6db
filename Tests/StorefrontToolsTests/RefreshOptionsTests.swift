import CommandLineOptions
import Testing

@testable import StorefrontTools

@Suite struct RefreshOptionsTests {
    private func options(_ words: String...) throws -> RefreshOptions {
        guard case .run(let arguments) = RefreshOptions.command.parse(words) else {
            throw UsageMistake("not parsed")
        }
        return try RefreshOptions(arguments)
    }

    @Test func `without options it asks the gateway on this machine`() throws {
        let options = try options()
        #expect(options == RefreshOptions(addresses: try FleetAddresses(gateway: "http://localhost:8080")))
        #expect(options.timeout == .seconds(30))
        #expect(options.pause == nil)
        #expect(!options.resets && !options.printsJSON)
    }

    @Test func `every option is heard`() throws {
        var expected = RefreshOptions(
            addresses: try FleetAddresses(accounts: "http://a:1", orders: "http://b:2", fulfillment: "http://c:3"))
        expected.timeout = .milliseconds(2_500)
        expected.pause = .seconds(5)
        expected.resets = true
        expected.printsJSON = true
        #expect(
            try options(
                "--accounts", "http://a:1", "--orders", "http://b:2", "--fulfillment", "http://c:3", "--timeout", "2.5",
                "--pause", "5", "--reset", "--json") == expected)
        #expect(try options("--gateway", "http://g/").addresses == FleetAddresses(gateway: "http://g"))
        #expect(try options("--pause", "0").pause == .zero)
    }

    @Test(arguments: [
        (["--gateway", "http://g", "--orders", "http://o"], "give either"),
        (["--accounts", "http://a", "--orders", "http://o"], "give either"),
        (["--accounts", "a", "--orders", "http://o", "--fulfillment", "http://f"], "--accounts takes a URL"),
        (["--gateway", "g"], "--gateway takes a URL"),
        (["--timeout", "0"], "--timeout takes seconds from 0.1 to 3600, not \"0\""),
        (["--timeout", "nan"], "--timeout"), (["--timeout", "inf"], "--timeout"), (["--timeout", "1e9"], "--timeout"),
        (["--timeout", "soon"], "--timeout"),
        (["--pause", "-1"], "--pause takes seconds from 0 to 600, not \"-1\""),
    ])
    func `a mistake is told`(words: [String], beginning: String) throws {
        guard case .run(let arguments) = RefreshOptions.command.parse(words) else {
            Issue.record("not parsed")
            return
        }
        let mistake = #expect(throws: UsageMistake.self) { try RefreshOptions(arguments) }
        #expect(mistake?.message.hasPrefix(beginning) == true, "\(String(describing: mistake))")
    }

    @Test func `the help fits 80 columns`() {
        let lines = RefreshOptions.command.help.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.filter { $0.count > 80 } == [])
    }
}
