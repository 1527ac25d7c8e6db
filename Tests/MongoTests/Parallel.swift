import Dispatch

/// Runs `body` on that many threads and waits for all.
func inParallel(_ threads: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let group = DispatchGroup()
    for index in 0..<threads {
        DispatchQueue(label: "test \(index)").async(group: group) { body(index) }
    }
    group.wait()
}
