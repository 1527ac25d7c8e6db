import Foundation

public enum Waiting {
    public static func pause(_ duration: Duration) {
        if duration > .zero { Thread.sleep(forTimeInterval: duration.seconds) }
    }

    /// True as soon as the condition holds, false when it does not by then.
    public static func until(_ deadline: ContinuousClock.Instant, _ condition: () -> Bool) -> Bool {
        while !condition() {
            guard ContinuousClock.now < deadline else { return false }
            pause(.milliseconds(20))
        }
        return true
    }
}
