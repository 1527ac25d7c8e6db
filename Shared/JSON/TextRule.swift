/// What a text must be. A breach is a `.rule` fault.
///
/// Characters are Unicode code points, as JSON Schema counts them (2020-12 validation, section 6.3.1): a grapheme may
/// have any number of bytes and would bound nothing.
///
/// The character U+0000 is refused in every text, also in an unbounded one. JSON can write it, but MongoDB takes none
/// in names and patterns and C libraries end a string there, so what was stored would not be what was sent.
public struct TextRule: Sendable {
    public var length: ClosedRange<Int>

    public init(length: ClosedRange<Int>) {
        self.length = length
    }

    public static let unbounded = TextRule(length: 0...Int.max)

    public static func length(_ range: ClosedRange<Int>) -> TextRule {
        TextRule(length: range)
    }
}

extension ClosedRange<Int> {
    /// "1 to 50 characters", "at least 1 character", "exactly 3 elements".
    func counting(_ noun: String) -> String {
        let (count, last) =
            if lowerBound == upperBound {
                ("exactly \(lowerBound)", lowerBound)
            } else if upperBound == .max {
                ("at least \(lowerBound)", lowerBound)
            } else if lowerBound == 0 {
                ("at most \(upperBound)", upperBound)
            } else {
                ("\(lowerBound) to \(upperBound)", upperBound)
            }
        return last == 1 ? "\(count) \(noun)" : "\(count) \(noun)s"
    }
}
