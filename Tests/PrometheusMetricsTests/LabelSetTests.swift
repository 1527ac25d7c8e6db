import Testing

@testable import PrometheusMetrics

@Suite struct LabelSetTests {
    @Test func `labels are sorted and escaped`() {
        let set = LabelSet([("uri", "/a\"b\\c\nd"), ("method", ""), ("error", "ü}")])
        #expect(set.names == ["error", "method", "uri"])
        #expect(set.text == #"error="ü}",method="none",uri="/a\"b\\c\nd""#)
    }

    @Test(arguments: ["a", "_a1", "Zz_9"]) func `names of labels`(name: String) {
        #expect(LabelSet.isName(name))
    }

    @Test(arguments: ["", "1a", "__a", "a:b", "a b", "a-b", "é"]) func `no names of labels`(name: String) {
        #expect(!LabelSet.isName(name))
    }
}
