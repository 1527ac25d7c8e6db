import BSON
import Foundation
import Testing

private enum Status: String, Codable {
    case created = "CREATED"
    case shipped = "SHIPPED"
}

private struct Line: Codable, Equatable {
    var title: String
    var price: Decimal
    var quantity: Int32
}

private struct Sample: Codable, Equatable {
    var id: ObjectID
    var name: String
    var note: String?
    var version: Int
    var big: Int64
    var ratio: Double
    var isOpen: Bool
    var status: Status
    var at: Date
    var stamp: BSONDate
    var photo: Data
    var digest: [UInt8]
    var exact: Decimal128
    var lines: [Line]
    var tags: [String: [Int]]
    var holes: [Int?]
    var link: URLText
    var any: BSONValue
    var document: BSONDocument

    static let ann = Sample(
        id: ObjectID("60a52f0e1c9d440000a1b2c3")!, name: "Ann", note: nil, version: 3, big: .max, ratio: 0.25,
        isOpen: true,
        status: .shipped, at: Date(timeIntervalSince1970: 1_621_440_020.456), stamp: BSONDate(milliseconds: 5),
        photo: Data([1, 2]), digest: [3], exact: Decimal128("1.10")!,
        lines: [Line(title: "Lamp", price: Decimal(string: "11.9")!, quantity: 2)], tags: ["a": [1, 2]],
        holes: [1, nil],
        link: URLText(rawValue: "x"), any: .timestamp(seconds: 1, increment: 2), document: ["k": "v"])
}

private struct URLText: RawRepresentable, Codable, Equatable { var rawValue: String }

struct BSONCodableTests {
    @Test func `a model becomes a document of the right types`() throws {
        #expect(
            try BSONEncoder().encode(Sample.ann) == [
                "id": .objectID(Sample.ann.id), "name": "Ann", "version": 3, "big": .int64(.max), "ratio": 0.25,
                "isOpen": true,
                "status": "SHIPPED", "at": .date(BSONDate(milliseconds: 1_621_440_020_456)),
                "stamp": .date(BSONDate(milliseconds: 5)), "photo": .binary(BSONBinary([1, 2])),
                "digest": .binary(BSONBinary([3])),
                "exact": .decimal128(Decimal128("1.10")!),
                "lines": [["title": "Lamp", "price": .decimal128(Decimal128("11.9")!), "quantity": .int32(2)]],
                "tags": ["a": [1, 2]], "holes": [1, nil], "link": "x", "any": .timestamp(seconds: 1, increment: 2),
                "document": ["k": "v"],
            ])
    }

    @Test func `it comes back, unknown members ignored`() throws {
        var document = try BSONEncoder().encode(Sample.ann)
        document.append("_class", "com.example.Sample")
        document.append("note", nil)
        #expect(try BSONDecoder().decode(Sample.self, from: document) == Sample.ann)
    }

    /// A stored document: frame and model write into one document, and read from one.
    private struct Stored: Codable, Equatable {
        var id: String
        var version: Int64
        var line: Line
        enum CodingKeys: String, CodingKey {
            case id = "_id"
            case version
        }

        init(id: String, version: Int64, line: Line) { (self.id, self.version, self.line) = (id, version, line) }

        init(from decoder: any Decoder) throws {
            let frame = try decoder.container(keyedBy: CodingKeys.self)
            id = try frame.decode(String.self, forKey: .id)
            version = try frame.decode(Int64.self, forKey: .version)
            line = try Line(from: decoder)
        }

        func encode(to encoder: any Encoder) throws {
            var frame = encoder.container(keyedBy: CodingKeys.self)
            try frame.encode(BSONValue(id: id), forKey: .id)
            try line.encode(to: encoder)
            try frame.encode(version, forKey: .version)
        }
    }

    @Test func `several containers of one encoder make one document`() throws {
        let stored = Stored(
            id: "60a52f0e1c9d440000a1b2c3", version: 7, line: Line(title: "Lamp", price: 5, quantity: 1))
        let document = try BSONEncoder().encode(stored)
        #expect(
            document == [
                "_id": .objectID(ObjectID("60a52f0e1c9d440000a1b2c3")!), "title": "Lamp",
                "price": .decimal128(Decimal128("5")!), "quantity": .int32(1), "version": 7,
            ])
        #expect(try BSONDecoder().decode(from: document) == stored)
    }

    @Test func `a member that two containers write is a fault`() {
        struct Twice: Encodable {
            enum Key: CodingKey { case a }
            func encode(to encoder: any Encoder) throws {
                var first = encoder.container(keyedBy: Key.self)
                var second = encoder.container(keyedBy: Key.self)
                try first.encode(1, forKey: .a)
                try second.encode(2, forKey: .a)
            }
        }
        #expect(throws: EncodingError.self) { try BSONEncoder().encode(Twice()) }
    }

    @Test func `nested containers that stay open keep their places`() throws {
        struct Interleaved: Encodable {
            enum Key: CodingKey { case before, inner, list, after, parent }
            func encode(to encoder: any Encoder) throws {
                var root = encoder.container(keyedBy: Key.self)
                try root.encode(1, forKey: .before)
                var inner = root.nestedContainer(keyedBy: Key.self, forKey: .inner)
                var list = root.nestedUnkeyedContainer(forKey: .list)
                let parent = root.superEncoder(forKey: .parent)
                try root.encode(2, forKey: .after)
                try inner.encode(3, forKey: .before)
                try list.encode("x")
                try list.encodeNil()
                var deeper = list.nestedContainer(keyedBy: Key.self)
                try inner.encode(4, forKey: .after)
                try deeper.encode(true, forKey: .inner)
                try list.encode("y")
                try ["p": 5].encode(to: parent)
            }
        }
        #expect(
            try BSONEncoder().encode(Interleaved()) == [
                "before": 1, "inner": ["before": 3, "after": 4], "list": ["x", nil, ["inner": true], "y"],
                "parent": ["p": 5],
                "after": 2,
            ])
    }

    @Test func `a class hierarchy reads and writes through super`() throws {
        class Base: Codable { var a = 1 }
        final class Derived: Base {
            var b = 2
            enum Key: CodingKey { case b }
            override init() { super.init() }
            required init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: Key.self)
                b = try container.decode(Int.self, forKey: .b)
                try super.init(from: try container.superDecoder())
            }
            override func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Key.self)
                try container.encode(b, forKey: .b)
                try super.encode(to: container.superEncoder())
            }
        }
        let document = try BSONEncoder().encode(Derived())
        #expect(document == ["b": 2, "super": ["a": 1]])
        #expect(try BSONDecoder().decode(Derived.self, from: ["b": 5, "super": ["a": 6]]).a == 6)
    }

    @Test func `nil is omitted, however it is encoded; explicit null stays`() throws {
        struct Model: Encodable {
            enum Key: CodingKey { case plain, ifPresent, null }
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Key.self)
                try container.encode(String?.none, forKey: .plain)
                try container.encodeIfPresent(String?.none, forKey: .ifPresent)
                try container.encodeNil(forKey: .null)
            }
        }
        #expect(try BSONEncoder().encode(Model()) == ["null": nil])
    }

    @Test func `a name with a NUL is a fault with its path, a text with one is fine`() throws {
        #expect(try BSONEncoder().encode(["k": "a\0b"]) == ["k": "a\0b"])
        #expect { try BSONEncoder().encode(["outer": ["a\0b": 1]]) } throws: { error in
            guard case EncodingError.invalidValue(_, let context) = error else { return false }
            return context.codingPath.map(\.stringValue) == ["outer", "a\0b"]
        }
    }

    @Test func `what has no exact place in BSON is a fault with its path`() {
        #expect { try BSONEncoder().encode(["a": [UInt64.max]]) } throws: { error in
            guard case EncodingError.invalidValue(_, let context) = error else { return false }
            return context.codingPath.map(\.stringValue) == ["a", "0"]
        }
        #expect(throws: EncodingError.self) {
            try BSONEncoder().encode(["a": Decimal(string: "12345678901234567890123456789012345")!])
        }
        #expect(throws: EncodingError.self) { try BSONEncoder().encode(["a": Date(timeIntervalSince1970: .infinity)]) }
        #expect(throws: EncodingError.self) { try BSONEncoder().encode([1, 2]) }
        #expect(throws: EncodingError.self) { try BSONEncoder().encode("text") }
    }

    @Test func `a value alone`() throws {
        #expect(try BSONEncoder().encodeValue([1, 2]) == [1, 2])
        #expect(try BSONEncoder().encodeValue(Int?.none) == nil)
        #expect(try BSONEncoder().encodeValue(Status.created) == "CREATED")
        #expect(try BSONDecoder().decode([Int].self, fromValue: [1, 2]) == [1, 2])
        #expect(try BSONDecoder().decode(Status.self, fromValue: "CREATED") == .created)
        #expect(try BSONDecoder().decode(Int?.self, fromValue: nil) == nil)
    }

    @Test func `encoders and decoders are gone when their call is over`() throws {
        final class Witness {
            weak var coder: AnyObject?
        }
        struct Spy: Codable {
            enum Key: CodingKey { case a, b }
            nonisolated(unsafe) static let encoder = Witness()
            nonisolated(unsafe) static let decoder = Witness()
            init() {}
            init(from decoder: any Decoder) throws {
                unsafe Self.decoder.coder = decoder as AnyObject
                _ = try decoder.container(keyedBy: Key.self).decode([String: Int].self, forKey: .a)
            }
            func encode(to encoder: any Encoder) throws {
                unsafe Self.encoder.coder = encoder as AnyObject
                var container = encoder.container(keyedBy: Key.self)
                try container.encode(["x": 1], forKey: .a)
                var nested = container.nestedContainer(keyedBy: Key.self, forKey: .b)
                try nested.encode(1, forKey: .a)
            }
        }
        let document = try BSONEncoder().encode(["spy": Spy()])
        #expect(unsafe Spy.encoder.coder == nil)
        _ = try BSONDecoder().decode([String: Spy].self, from: document)
        #expect(unsafe Spy.decoder.coder == nil)
    }

    private final class Nest: Codable {
        var inner: [Nest] = []
        init(_ inner: [Nest]) { self.inner = inner }
    }

    @Test func `models that nest too deeply are a fault, not a crash`() throws {
        var nest = Nest([])
        for _ in 0..<150 { nest = Nest([nest]) }
        #expect(throws: EncodingError.self) { try BSONEncoder().encode(nest) }
        var document: BSONDocument = ["inner": []]
        for _ in 0..<150 { document = ["inner": [.document(document)]] }
        #expect(throws: DecodingError.self) { try BSONDecoder().decode(Nest.self, from: document) }
    }
}
