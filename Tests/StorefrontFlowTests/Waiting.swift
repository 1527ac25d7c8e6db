import Foundation
import Testing

/// Waits for a condition; an issue that names it, and what was seen last, when it does not come true in time.
@discardableResult
func eventually(
    _ what: String, within patience: Duration = .seconds(30), seen: () -> String = { "" },
    sourceLocation: SourceLocation = #_sourceLocation, _ condition: () throws -> Bool
) rethrows -> Bool {
    let deadline = ContinuousClock.now + patience
    while ContinuousClock.now < deadline {
        if try condition() { return true }
        Thread.sleep(forTimeInterval: 0.02)
    }
    Issue.record("not within \(patience): \(what) \(seen())", sourceLocation: sourceLocation)
    return false
}
