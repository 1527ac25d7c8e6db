/// The place of a value in a document, as RFC 6901 writes it: `/addresses/0/type`; the root is the empty text.
///
/// A member name of more than ``longestName`` bytes is cut there and ends with `…`, so that an answer which repeats
/// places is never many times the size of the document that they come from.
public struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
    /// Bytes of a member name that are shown at most.
    public static let longestName = 128

    /// The whole document.
    public static let root = JSONPointer("")

    public let description: String

    /// Takes a pointer as it is written; the text is not checked.
    public init(_ description: String) {
        self.description = description
    }

    /// The place of a member of the object at this place. `~` and `/` are escaped (RFC 6901 section 3).
    public func appending(_ name: String) -> JSONPointer {
        var text = description
        text.append("/")
        var shown = 0
        for scalar in name.unicodeScalars {
            shown += UTF8.width(scalar)
            if shown > JSONPointer.longestName {
                text.append("…")
                break
            }
            switch scalar {
            case "~": text.append("~0")
            case "/": text.append("~1")
            default: text.unicodeScalars.append(scalar)
            }
        }
        return JSONPointer(text)
    }

    /// The place of an element of the array at this place, counted from 0.
    public func appending(_ index: Int) -> JSONPointer {
        JSONPointer("\(description)/\(index)")
    }
}
