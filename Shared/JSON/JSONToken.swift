/// One value, or the name of a member, on the tape of a parsed document: 16 bytes.
///
/// The tape lists values in the order of the text. An object's token is followed by name, value, name, value …, an
/// array's by its elements; `next` steps over all of that at once.
struct JSONToken: Sendable {
    enum Kind: UInt8, Sendable {
        case null, `false`, `true`, number, string, array, object
    }

    let kind: Kind
    /// A string with a backslash in it: its value is not the same as its bytes.
    let hasEscapes: Bool
    /// Offset of the first byte; of a string, of the first byte after the quotation mark.
    var start: UInt32
    /// Bytes of a number or of a string between its quotation marks; the count of an array's elements or an
    /// object's members.
    var length: UInt32
    /// The tape index of what follows this value and everything in it.
    var next: UInt32
}
