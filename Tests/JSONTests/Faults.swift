import JSON
import Testing

/// The faults of a text, one a line, as "kind: place message".
func faults(of text: String, limits: JSONLimits = .standard) -> [String] {
    faults(of: Array(text.utf8), limits: limits)
}

func faults(of bytes: [UInt8], limits: JSONLimits = .standard) -> [String] {
    do {
        _ = try JSONDocument(parsing: bytes, limits: limits)
        return []
    } catch {
        return lines(of: error)
    }
}

/// The faults that reading by `read` finds.
func faults<T>(of text: String, reading read: (JSONValueReader) -> T) -> [String] {
    do {
        _ = try JSONDocument(parsing: Array(text.utf8)).read(read)
        return []
    } catch {
        return lines(of: error)
    }
}

func lines(of faults: JSONFaults) -> [String] {
    faults.faults.map { "\($0.kind): \($0)" }
}

/// What a text is, parsed and written again.
func rewritten(_ text: String) throws -> String {
    String(decoding: try JSONDocument(parsing: Array(text.utf8)).bytes, as: UTF8.self)
}
