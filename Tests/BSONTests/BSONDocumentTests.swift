import BSON
import Testing

struct BSONDocumentTests {
    @Test func `elements keep their order and types`() {
        let document: BSONDocument = ["a": 1, "b": "text", "c": [true, nil, 1.5], "d": ["e": 2]]
        #expect(document.keys == ["a", "b", "c", "d"])
        #expect(document["a"] == .int64(1))
        #expect(document["c"] == [true, nil, 1.5])
        #expect(document["d"]?.documentValue?["e"]?.integerValue == 2)
    }
}
