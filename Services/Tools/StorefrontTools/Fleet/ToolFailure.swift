/// Why a tool cannot go on: sentences for its user.
package struct ToolFailure: Error, Sendable, Equatable {
    package let sentences: [String]

    package init(_ sentences: [String]) {
        self.sentences = sentences
    }

    package init(_ sentence: String) {
        sentences = [sentence]
    }

    /// What was waited for, what stood in its way, and what to do when a service is away.
    init(_ goal: String, notWithin timeout: Duration, obstacles: [Obstacle]) {
        var sentences = ["not within \(timeout.inSeconds): \(goal)"]
        sentences += obstacles.map(\.sentence).abridged(to: 20)
        if obstacles.contains(where: \.isServiceAway) { sentences.append(Self.advice) }
        self.sentences = sentences
    }

    private static let advice = "`scripts/up` starts what is not running, `scripts/status` shows what runs"
}

extension [String] {
    /// The first ones, and how many are left out.
    func abridged(to count: Int) -> [String] {
        self.count <= count ? self : prefix(count) + ["… and \(self.count - count) more"]
    }
}
