import Foundation
import Testing

/// Waits for a condition; false, and an issue that names it, when it does not come true in time.
@discardableResult
func eventually(
    _ what: String, within patience: Duration = .seconds(20), sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () throws -> Bool
) rethrows -> Bool {
    let deadline = ContinuousClock.now + patience
    while ContinuousClock.now < deadline {
        if try condition() { return true }
        Thread.sleep(forTimeInterval: 0.005)
    }
    Issue.record("not within \(patience): \(what)", sourceLocation: sourceLocation)
    return false
}
