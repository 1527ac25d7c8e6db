/// What the client takes, from `Accept` (RFC 9110 §12.5.1).
///
/// Parameters of a range other than `q` are ignored: our types have no variants by parameter.
struct AcceptedTypes {
    private struct Range {
        let type: String
        let subtype: String
        /// 0 to 1000.
        let quality: Int

        func matches(_ type: some StringProtocol, _ subtype: some StringProtocol) -> Bool {
            (self.type == "*" || self.type == type) && (self.subtype == "*" || self.subtype == subtype)
        }

        var specificity: Int { (type == "*" ? 0 : 1) + (subtype == "*" ? 0 : 1) }
    }

    private let ranges: [Range]

    /// nil when the field cannot be read. An absent or empty field accepts everything.
    init?(_ values: [String]) {
        guard let ranges = FieldScanner.list(values.joined(separator: ","), Self.range) else { return nil }
        self.ranges = ranges
    }

    /// The offered type that the client likes best, earlier ones winning a tie; nil when it accepts none. Types are
    /// "application/json", in lower case, parameters being ignored.
    func best(of offers: [String]) -> String? {
        if ranges.isEmpty { return offers.first }
        var best: (offer: String, quality: Int)?
        for offer in offers {
            let quality = quality(of: offer)
            if quality > best?.quality ?? 0 { best = (offer, quality) }
        }
        return best?.offer
    }

    /// That of the most specific range that matches; 0 when none does.
    private func quality(of offer: String) -> Int {
        let essence = offer.prefix { $0 != ";" }.split(separator: "/", maxSplits: 1)
        guard essence.count == 2 else { return 0 }
        return ranges.filter { $0.matches(essence[0], essence[1]) }.max { $0.specificity < $1.specificity }?.quality
            ?? 0
    }

    private static func range(_ scanner: inout FieldScanner) -> Range? {
        guard let type = scanner.token(), scanner.take("/"), let subtype = scanner.token(),
            type != "*" || subtype == "*", let parameters = scanner.parameters()
        else { return nil }
        var quality = 1_000
        if let weight = parameters.first(where: { $0.name == "q" }) {
            guard let parsed = self.quality(weight.value) else { return nil }
            quality = parsed
        }
        return Range(type: type.lowercased(), subtype: subtype.lowercased(), quality: quality)
    }

    /// qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] ), in thousandths (RFC 9110 §12.4.2).
    private static func quality(_ text: String) -> Int? {
        let digits = Array(text.utf8)
        guard let first = digits.first, first == UInt8(ascii: "0") || first == UInt8(ascii: "1"), digits.count <= 5,
            digits.count == 1 || digits[1] == UInt8(ascii: ".")
        else { return nil }
        var thousandths = Int(first - UInt8(ascii: "0"))
        for place in 2..<5 {
            let digit = place < digits.count ? digits[place] : UInt8(ascii: "0")
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            thousandths = thousandths * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return thousandths <= 1_000 ? thousandths : nil
    }
}
