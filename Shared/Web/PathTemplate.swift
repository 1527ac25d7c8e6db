/// A path with `{name}` segments. Templates are literals of the source: a malformed one is a bug of ours and traps.
struct PathTemplate {
    enum Segment: Equatable {
        case literal(String)
        case parameter(String)
    }

    let segments: [Segment]

    init(_ text: String) {
        precondition(text.hasPrefix("/"), "the template \(text) must begin with a slash")
        segments = text.split(separator: "/").map { segment in
            guard segment.hasPrefix("{") else {
                precondition(
                    !segment.contains { "{}%?#".contains($0) }, "the template \(text) has no literal \(segment)")
                return .literal(String(segment))
            }
            precondition(
                segment.hasSuffix("}") && segment.count > 2, "the template \(text) has no parameter \(segment)")
            return .parameter(String(segment.dropFirst().dropLast()))
        }
        precondition(
            Set(parameterNames).count == parameterNames.count, "the template \(text) names a parameter twice")
    }

    var parameterNames: [String] {
        segments.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
    }
}
