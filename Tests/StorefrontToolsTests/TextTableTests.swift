import Testing

@testable import StorefrontTools

@Suite struct TextTableTests {
    @Test func `columns are as wide as their widest cell`() {
        var table = TextTable([.init(title: "who"), .init(title: "n", alignment: .right), .init(title: "why")])
        table.add(["Käthe", "7", "short"])
        table.add(["Jo", "1000", "a longer one", "left out"])
        table.add(["nobody"])
        #expect(
            table.lines(indent: "> ") == [
                "> who        n  why", "> Käthe      7  short", "> Jo      1000  a longer one", "> nobody",
            ])
    }

    @Test func `without rows there are the titles`() {
        #expect(TextTable([.init(title: "a"), .init(title: "b")]).lines() == ["a  b"])
    }
}
