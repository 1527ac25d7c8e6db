import BSON
import Testing

struct ObjectIDTests {
    @Test func `text of 24 hex digits comes back in lower case`() {
        #expect(ObjectID("60A52f0e1c9d440000a1b2C3")?.description == "60a52f0e1c9d440000a1b2c3")
    }

    @Test(arguments: [
        "", "60a52f0e1c9d440000a1b2c", "60a52f0e1c9d440000a1b2c33", "60a52f0e1c9d440000a1b2cg",
        "60a52f0e1c9d440000a1b2\0c",
    ])
    func `other text is none`(_ text: String) {
        #expect(ObjectID(text) == nil)
    }

    @Test func `new ones differ`() {
        #expect(Set((0..<1000).map { _ in ObjectID() }).count == 1000)
    }

    @Test func `an id follows the rule of Spring Data`() {
        #expect(BSONValue(id: "60a52f0e1c9d440000a1b2c3") == .objectID(ObjectID("60a52f0e1c9d440000a1b2c3")!))
        #expect(BSONValue(id: "ann") == "ann")
        for id in ["60a52f0e1c9d440000a1b2c3", "ann", ""] { #expect(BSONValue(id: id).idString == id) }
        #expect(BSONValue.int32(7).idString == "7")
        #expect(BSONValue.bool(true).idString == nil)
    }
}
