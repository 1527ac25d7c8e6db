import BSON
import JSON
import Testing

struct BSONDocumentJSONTests {
    @Test func `BSON becomes plain JSON in one pass`() {
        let document: BSONDocument = [
            "_id": .objectID(ObjectID("60a52f0e1c9d440000a1b2c3")!), "name": "Zoë \"Z\"",
            "price": .decimal128(Decimal128("11.90")!),
            "created": .date(BSONDate(milliseconds: 1_621_440_020_456)), "tags": ["a", 1, nil, true, []], "ratio": 0.5,
            "inner": ["empty": [:]], "raw": .binary(BSONBinary([1, 2, 3])), "none": .double(.nan),
            "endless": .decimal128(Decimal128("Infinity")!), "like": .regex(pattern: "^a", options: "i"),
        ]
        var writer = JSONWriter()
        document.writeJSON(to: &writer)
        #expect(
            String(decoding: writer.bytes, as: UTF8.self) == #"""
                {"_id":"60a52f0e1c9d440000a1b2c3","name":"Zoë \"Z\"","price":11.90,"created":1621440020456,\#
                "tags":["a",1,null,true,[]],"ratio":0.5,"inner":{"empty":{}},"raw":"AQID","none":null,\#
                "endless":null,"like":"/^a/i"}
                """#)
    }
}
