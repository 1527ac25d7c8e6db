/// The candidate that a mistyped word most likely means: at most one edit for each three characters away.
func closest(to word: String, among candidates: [String]) -> String? {
    candidates
        .map { (candidate: $0, distance: editDistance(Array(word), Array($0))) }
        .filter { $0.distance <= max(1, $0.candidate.count / 3) }
        .min { $0.distance < $1.distance }?
        .candidate
}

/// Insertions, deletions, replacements and swaps of neighbours (Damerau-Levenshtein, optimal string alignment). A word
/// is compared up to 64 characters: no option is as long.
private func editDistance(_ left: [Character], _ right: [Character]) -> Int {
    let (left, right) = (left.prefix(64), right.prefix(64))
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for row in 0..<left.count {
        var current = [row + 1]
        for column in 0..<right.count {
            let replaced = previous[column] + (left[row] == right[column] ? 0 : 1)
            var best = min(replaced, previous[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                best = min(best, beforePrevious[column - 1] + 1)
            }
            current.append(best)
        }
        (beforePrevious, previous) = (previous, current)
    }
    return previous[right.count]
}
