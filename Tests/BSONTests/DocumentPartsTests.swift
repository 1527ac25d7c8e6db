import BSON
import Testing

@Suite struct DocumentPartsTests {
    private struct Place: Codable, Equatable {
        var city: String
    }

    @Test func `a member that cannot be read is named, once, and hides no other`() {
        var parts = DocumentParts(
            [
                "a": ["city": "Bath"], "b": ["town": "Ely"], "c": 5, "d": .null, "count": 3,
                "places": [["city": "Bath"], 7, ["city": "Ely"]],
            ] as BSONDocument)
        #expect(parts.read("a") == Place(city: "Bath"))
        #expect(parts.read("b", as: Place.self) == nil)
        #expect(parts.read("c", as: Place.self, named: "third") == nil)
        #expect(parts.read("d", as: Place.self) == nil)
        #expect(parts.read("e", as: Place.self) == nil)
        #expect(parts.read("count", as: Int64.self) == 3)
        #expect(parts.elements("places") == [Place(city: "Bath"), nil, Place(city: "Ely")])
        #expect(parts.elements("places", of: Place.self).count == 3)
        #expect(parts.elements("a", of: Place.self).isEmpty)
        #expect(parts.elements("e", of: Place.self).isEmpty)
        #expect(parts.unreadable == ["b", "third", "places", "a"])
    }

    @Test func `what is no document has no members`() {
        var parts = DocumentParts(7 as BSONValue)
        #expect(parts.read("a", as: Place.self) == nil && parts.unreadable.isEmpty)
    }
}
