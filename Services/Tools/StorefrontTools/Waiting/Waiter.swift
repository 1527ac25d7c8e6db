/// Looks again and again until a state is there.
struct Waiter: Sendable {
    let clock: any WaitingClock
    /// For one state, from the first look to the end of the last.
    let timeout: Duration
    /// Told the obstacles once, when a state lets somebody wait so long.
    var onWait: @Sendable ([Obstacle]) -> Void = { _ in }
    static let patience: Duration = .seconds(3)
    /// One look may take this long, so that a service that hangs is asked again.
    static let longestLook: Duration = .seconds(10)

    /// The last look begins so long before the end that an answer has time to come.
    private var lastLook: Duration { min(.milliseconds(250), timeout / 4) }

    enum Look<Value> {
        case reached(Value)
        case notYet([Obstacle])
    }

    /// - Parameters:
    ///   - goal: what is waited for, as the beginning of a sentence.
    ///   - look: gets the time that it may take.
    /// - Throws: what `look` throws, and at the timeout a failure with the obstacles of the last look.
    func wait<Value>(
        for goal: String, look: (Duration) throws(ToolFailure) -> Look<Value>
    ) throws(ToolFailure) -> Value {
        let begin = clock.now
        let deadline = begin + timeout
        var backoff = Backoff.polling
        var wasTold = false
        while true {
            let started = clock.now
            let obstacles: [Obstacle]
            switch try look(min(deadline - started, Self.longestLook)) {
            case .reached(let value): return value
            case .notYet(let found): obstacles = found
            }
            let now = clock.now
            let rest = deadline - lastLook - now
            guard rest > .zero else { throw ToolFailure(goal, notWithin: timeout, obstacles: obstacles) }
            if !wasTold, now - begin >= Self.patience {
                onWait(obstacles)
                wasTold = true
            }
            // At least as long as the look took: thousands of documents are not asked for without a break.
            clock.pause(for: min(max(backoff.pause(), now - started), rest))
        }
    }
}
