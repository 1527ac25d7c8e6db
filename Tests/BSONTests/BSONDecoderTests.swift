import BSON
import Foundation
import Testing

struct BSONDecoderTests {
    private func decode<T: Decodable>(_ type: T.Type, _ value: BSONValue) throws -> T {
        try BSONDecoder().decode([String: [T]].self, from: ["a": [value]])["a"]![0]
    }

    private func fault(_ body: () throws -> Void) -> String {
        do { try body() } catch let error as DecodingError {
            let (name, context) =
                switch error {
                case .typeMismatch(_, let context): ("mismatch", context)
                case .valueNotFound(_, let context): ("null", context)
                case .keyNotFound(_, let context): ("missing", context)
                case .dataCorrupted(let context): ("corrupted", context)
                @unknown default: fatalError()
                }
            return name + " at " + context.codingPath.map(\.stringValue).joined(separator: ".")
        } catch { return "\(error)" }
        return "no fault"
    }

    @Test func `numbers convert when nothing is lost`() throws {
        #expect(try decode(Int.self, .int32(5)) == 5)
        #expect(try decode(Int.self, .double(5)) == 5)
        #expect(try decode(Int32.self, .int64(-5)) == -5)
        #expect(try decode(UInt8.self, .int64(255)) == 255)
        #expect(try decode(Double.self, .int64(7)) == 7)
        #expect(try decode(Float.self, .double(0.5)) == 0.5)
    }

    @Test func `numbers that would change are a fault that says where`() {
        #expect(fault { _ = try decode(Int.self, 5.5) } == "corrupted at a.0")
        #expect(fault { _ = try decode(Int.self, .double(1e300)) } == "corrupted at a.0")
        #expect(fault { _ = try decode(Int.self, .double(.nan)) } == "corrupted at a.0")
        #expect(fault { _ = try decode(Int32.self, .int64(1 << 31)) } == "corrupted at a.0")
        #expect(fault { _ = try decode(UInt.self, -1) } == "corrupted at a.0")
        #expect(fault { _ = try decode(Double.self, .int64((1 << 53) + 1)) } == "corrupted at a.0")
        #expect(fault { _ = try decode(Float.self, .double(0.1)) } == "corrupted at a.0")
    }

    @Test func `Decimal reads all that prices were ever stored as`() throws {
        let price = Decimal(string: "11.9")!
        #expect(try decode(Decimal.self, .decimal128(Decimal128("11.90")!)) == price)
        #expect(try decode(Decimal.self, "11.90") == price)
        #expect(try decode(Decimal.self, 11.9) == price)
        #expect(try decode(Decimal.self, .int32(11)) == 11)
        #expect(try decode(Decimal.self, .int64(.max)) == Decimal(Int64.max))
        #expect(fault { _ = try decode(Decimal.self, "eleven") } == "corrupted at a.0")
        #expect(fault { _ = try decode(Decimal.self, .decimal128(Decimal128("NaN")!)) } == "corrupted at a.0")
        #expect(fault { _ = try decode(Decimal.self, true) } == "mismatch at a.0")
    }

    @Test func `text reads an id, an id reads text`() throws {
        let id = ObjectID("60a52f0e1c9d440000a1b2c3")!
        #expect(try decode(String.self, .objectID(id)) == id.description)
        #expect(try decode(ObjectID.self, .string(id.description)) == id)
        #expect(try decode(Decimal128.self, "11.90") == Decimal128("11.90"))
        #expect(try decode(Decimal128.self, 11) == Decimal128("11"))
        #expect(fault { _ = try decode(ObjectID.self, "ann") } == "corrupted at a.0")
        #expect(fault { _ = try decode(ObjectID.self, true) } == "mismatch at a.0")
    }

    @Test func `bytes read a binary, or an array of numbers`() throws {
        #expect(try decode([UInt8].self, .binary(BSONBinary([1, 2], subtype: 2))) == [1, 2])
        #expect(try decode([UInt8].self, [1, 2]) == [1, 2])
        #expect(try decode(Data.self, .binary(BSONBinary([1]))) == Data([1]))
    }

    @Test func `wrong types, nulls and missing members say where`() {
        struct Point: Decodable {
            var x: Int
            var y: Int?
        }
        #expect(fault { _ = try decode(Point.self, [:]) } == "missing at a.0")
        #expect(fault { _ = try decode(Point.self, ["x": nil]) } == "null at a.0.x")
        #expect(fault { _ = try decode(Point.self, ["x": "1"]) } == "mismatch at a.0.x")
        #expect(fault { _ = try decode(Point.self, ["x": 1, "y": "1"]) } == "mismatch at a.0.y")
        #expect(fault { _ = try decode(Point.self, [1]) } == "mismatch at a.0")
        #expect(fault { _ = try decode([Int].self, ["0": 1]) } == "mismatch at a.0")
        #expect(fault { _ = try decode(Date.self, 5) } == "mismatch at a.0")
        #expect(fault { _ = try decode(BSONDate.self, 5) } == "mismatch at a.0")
        #expect(fault { _ = try decode(Bool.self, 1) } == "mismatch at a.0")
        #expect(fault { _ = try decode(String.self, 1) } == "mismatch at a.0")
    }

    @Test func `members are found in any order`() throws {
        struct Three: Decodable, Equatable { var a: Int, b: Int, c: Int }
        #expect(
            try BSONDecoder().decode(Three.self, from: ["c": 3, "x": 0, "b": 2, "a": 1]) == Three(a: 1, b: 2, c: 3))
    }

    @Test func `an unkeyed container counts and ends`() throws {
        struct Pair: Decodable {
            var first: Int, hole: Bool, rest: [String: Int]
            init(from decoder: any Decoder) throws {
                var list = try decoder.unkeyedContainer()
                #expect(list.count == 3)
                first = try list.decode(Int.self)
                #expect(list.currentIndex == 1)
                hole = try list.decodeNil()
                rest = try list.decode([String: Int].self)
                #expect(list.isAtEnd)
                _ = try list.decode(Int.self)
            }
        }
        #expect(fault { _ = try decode(Pair.self, [1, nil, ["x": 2]]) } == "null at a.0")
    }
}
