import BSON
import Testing

struct BSONDocumentTests {
    static let all: BSONDocument = [
        "null": nil, "bool": true, "int32": .int32(-5), "int64": 9_007_199_254_740_993, "double": 1.5,
        "string": "a\0b é", "id": .objectID(ObjectID("60a52f0e1c9d440000a1b2c3")!),
        "date": .date(BSONDate(milliseconds: -1)), "decimal": .decimal128(Decimal128("11.90")!),
        "binary": .binary(BSONBinary([0, 255], subtype: 4)), "time": .timestamp(seconds: .max, increment: 7),
        "regex": .regex(pattern: "^a", options: "i"), "min": .minKey, "max": .maxKey,
        "document": ["x": ["y": 1]], "array": [1, [2, ["z": nil]], "t"], "": "no name",
    ]

    @Test func `every type comes back as it went in`() {
        let elements = Self.all.elements
        #expect(elements.map(\.key) == Self.all.keys)
        #expect(BSONDocument(elements.map { ($0.key, $0.value) }) == Self.all)
        #expect(Self.all["int64"] == .int64(9_007_199_254_740_993))
        #expect(Self.all["string"]?.stringValue == "a\0b é")
        #expect(Self.all["time"] == .timestamp(seconds: .max, increment: 7))
        #expect(Self.all["array"] == [1, [2, ["z": nil]], "t"])
        #expect(Self.all["document"]?.documentValue?["x"]?.documentValue?["y"]?.integerValue == 1)
        #expect(Self.all[""] == "no name")
        #expect(Self.all["absent"] == nil)
        #expect(Self.all.count == 17)
    }

    @Test func `bytes from outside make the same document`() throws {
        #expect(try BSONDocument(bytes: Self.all.bytes) == Self.all)
        #expect(BSONDocument().bytes == [5, 0, 0, 0, 0])
        #expect(BSONDocument().isEmpty)
        #expect((["a": 1] as BSONDocument).byteCount == 16)
    }

    @Test func `bytes that are no document throw, whichever byte is missing or wrong`() throws {
        let bytes = Self.all.bytes
        for length in 0..<bytes.count {
            #expect(throws: BSONError.self) { try BSONDocument(bytes: Array(bytes[..<length])) }
        }
        // A changed byte may give another valid document; it must never do worse than throw.
        var refused = 0
        for index in bytes.indices {
            for value in [UInt8(0), 1, 3, 5, 0x7F, 0xFF] where bytes[index] != value {
                var changed = bytes
                changed[index] = value
                guard let document = try? BSONDocument(bytes: changed) else {
                    refused += 1
                    continue
                }
                _ = document.elements
                _ = document.description
            }
        }
        #expect(refused > bytes.count)
    }

    @Test func `invalid UTF-8 from outside is refused`() {
        var bytes = (["key": "text"] as BSONDocument).bytes
        bytes[bytes.firstIndex(of: UInt8(ascii: "x"))!] = 0xFF
        #expect(throws: BSONError.self) { try BSONDocument(bytes: bytes) }
    }

    @Test(arguments: [200, 201, 100_000]) func `what is nested too deeply is refused, not followed`(_ levels: Int) {
        // Each level is its length, one element "a" with the next level, and a NUL: 8 bytes more than what is in it.
        var bytes: [UInt8] = []
        for level in stride(from: levels, to: 0, by: -1) {
            let length = UInt32(5 + 8 * (level - 1))
            bytes += [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: length >> $0) }
            if level > 1 { bytes += [3, UInt8(ascii: "a"), 0] }
        }
        bytes += Array(repeating: 0, count: levels)
        let document = try? BSONDocument(bytes: bytes)
        #expect((document != nil) == (levels <= BSONDocument.maximumDepth))
    }

    @Test func `setting replaces in place, appends or removes`() {
        var document: BSONDocument = ["a": 1, "b": 2, "c": 3]
        document["b"] = "two"
        document["d"] = 4
        document["a"] = nil
        document["absent"] = nil
        #expect(document == ["b": "two", "c": 3, "d": 4])
    }

    @Test func `a copy does not follow its original`() {
        var document: BSONDocument = ["a": 1]
        let copy = document
        document.append("b", 2)
        document["a"] = 3
        #expect(copy == ["a": 1])
        #expect(document == ["a": 3, "b": 2])
    }

    @Test func `a subdocument outlives the document it came from`() {
        let inner = { (["inner": ["text": "kept"]] as BSONDocument)["inner"]?.documentValue }()
        #expect(inner == ["text": "kept"])
    }

    @Test func `documents are equal by types and order`() {
        #expect(["a": 1, "b": 2] as BSONDocument != ["b": 2, "a": 1])
        #expect(["a": 1] as BSONDocument != ["a": .int32(1)])
    }

    @Test func `the description is relaxed extended JSON`() {
        let document: BSONDocument = ["_id": .objectID(ObjectID("60a52f0e1c9d440000a1b2c3")!), "n": 1, "t": "x"]
        #expect(document.description == #"{ "_id" : { "$oid" : "60a52f0e1c9d440000a1b2c3" }, "n" : 1, "t" : "x" }"#)
    }

    @Test func `a key with a NUL is told beforehand`() {
        #expect(!BSONDocument.isKey("a\0b"))
        #expect(BSONDocument.isKey("a.b$"))
    }
}
