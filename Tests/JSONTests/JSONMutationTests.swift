import Foundation
import JSON
import Testing

/// Random damage to good documents: nothing may trap, and what is taken must be JSON to another reader too.
@Suite struct JSONMutationTests {
    private static let seeds = [
        #"{"name":"Mary \u00e9\uD834\uDD1E","age":33.50,"tags":["a",null,true,false,{}],"nested":{"a":[[1,-2],[]],"b":"\"\\"}}"#,
        "[0.1,-0,12345678901234567890,1.5e3,\"é€𝄞\", {\"\":\"\"} ,\t[ ]\n]",
        #"{"a":{"b":{"c":{"d":[1,2,3]}}},"e":"\b\f\n\r\t\/"}"#,
    ]
    private static let pieces = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\uD800", "0", "-", ".", "e", "E+", "1", "true", "null", " ",
        "\n",
        "\u{0}", "é", "{\"a\":", "\"a\":1,", "[[",
    ].map { Array($0.utf8) }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `a damaged document is refused, or means the same to another reader`(seed: UInt64) throws {
        var generator = SplitMix64(state: seed)
        var taken = 0
        for round in 0..<1_500 {
            var bytes = Array(Self.seeds[round % Self.seeds.count].utf8)
            for _ in 0...Int.random(in: 0...3, using: &generator) { damage(&bytes, &generator) }
            guard let document = try? JSONDocument(parsing: bytes) else { continue }
            taken += 1
            let again = try JSONDocument(parsing: document.bytes)
            #expect(again.bytes == document.bytes)
            #expect(again.merging(patch: document).bytes.isEmpty == false)
            _ = try? document.read { ask($0) }
            // The other reader has no numbers beyond a double.
            if bytes.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) { continue }
            let theirs = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed) as? NSObject
            let ours =
                try JSONSerialization.jsonObject(with: Data(document.bytes), options: .fragmentsAllowed) as? NSObject
            #expect(theirs == ours, "\(String(decoding: bytes, as: UTF8.self))")
        }
        // Otherwise the test would only show that damage is refused.
        #expect(taken > 50)
    }

    private func damage(_ bytes: inout [UInt8], _ generator: inout SplitMix64) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1 where bytes.count > 1: bytes.remove(at: place)
        case 2: bytes = Array(bytes.prefix(max(place, 1)))
        case 3: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &generator)], at: place)
        default: bytes.insert(contentsOf: Self.pieces.randomElement(using: &generator) ?? [], at: place)
        }
    }

    /// Every question to every value.
    private func ask(_ value: JSONValueReader) {
        _ = (
            value.string(.length(1...3)), value.integer(in: 0...9), value.bool(), value.double(),
            value.numberText(orString: true)
        )
        _ = value.array { ask($0) }
        let object = value.object()
        for name in object.names { ask(object.value(name)) }
        _ = (object.required("absent", as: Int.self), object.optional("a", as: String.self), value.pointer)
    }
}

/// Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators (2014); the same numbers for the same seed.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
