/// Where a value stands in what is encoded. An object of its own, since encoder and container of the same place would
/// else keep each other alive.
final class EncodingPlace {
    private let parent: EncodingPlace?
    private let key: (any CodingKey)?
    let depth: Int

    init(parent: EncodingPlace?, key: (any CodingKey)?) {
        self.parent = parent
        self.key = key
        depth = (parent?.depth ?? 0) + 1
    }

    /// Put together only when somebody asks, which is mostly an error.
    var codingPath: [any CodingKey] {
        (parent?.codingPath ?? []) + (key.map { [$0] } ?? [])
    }

    func invalid(_ message: String) -> EncodingError {
        .invalidValue("", .init(codingPath: codingPath, debugDescription: message))
    }
}
