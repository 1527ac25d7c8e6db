import Testing

@testable import StorefrontTools

@Suite struct WaitingTests {
    @Test func `pauses grow to their bound`() {
        var backoff = Backoff(first: .milliseconds(20), factor: 2, longest: .milliseconds(100))
        #expect(
            (1...5).map { _ in backoff.pause() } == [20, 40, 80, 100, 100].map { Duration.milliseconds($0) })
        var short = Backoff(first: .seconds(1), factor: 2, longest: .milliseconds(100))
        #expect(short.pause() == .milliseconds(100))
    }

    @Test func `a state that is there costs no pause`() throws {
        let clock = FakeClock()
        let value = try Waiter(clock: clock, timeout: .seconds(1)).wait(for: "x") {
            (_: Duration) throws(ToolFailure) -> Waiter.Look<Int> in .reached(7)
        }
        #expect(value == 7)
        #expect(clock.pauses == [])
    }

    @Test func `a pause is as long as the look before it, when that was long`() throws {
        let clock = FakeClock()
        var looks = 0
        try Waiter(clock: clock, timeout: .seconds(10)).wait(for: "x") {
            (_: Duration) throws(ToolFailure) -> Waiter.Look<Void> in
            looks += 1
            clock.advance(by: .seconds(1))
            return looks == 3 ? .reached(()) : .notYet([])
        }
        #expect(clock.pauses == [.seconds(1), .seconds(1)])
    }

    @Test func `before the timeout there is one last look, and its obstacles are told`() throws {
        let clock = FakeClock()
        var times: [Duration] = []
        let failure = #expect(throws: ToolFailure.self) {
            try Waiter(clock: clock, timeout: .milliseconds(100)).wait(for: "the moon is full") {
                (time: Duration) throws(ToolFailure) -> Waiter.Look<Void> in
                times.append(time)
                return .notYet([Obstacle("it is \(times.count)"), Obstacle("gone", isServiceAway: true)])
            }
        }
        #expect(clock.elapsed == .milliseconds(75))
        #expect(times == [100, 80, 50, 25].map { .milliseconds($0) })
        #expect(
            failure?.sentences == [
                "not within 0.1 s: the moon is full", "it is 4", "gone",
                "`scripts/up` starts what is not running, `scripts/status` shows what runs",
            ])
    }

    @Test func `whoever waits for three seconds is told why, once`() throws {
        let clock = FakeClock()
        let told = CaughtLines()
        let waiter = Waiter(clock: clock, timeout: .seconds(10)) { [clock] in
            told.console.note("\($0.map(\.sentence)) \(clock.elapsed >= .seconds(3) && clock.elapsed < .seconds(3.3))")
        }
        try waiter.wait(for: "x") { (_: Duration) throws(ToolFailure) -> Waiter.Look<Void> in
            clock.elapsed > .seconds(5) ? .reached(()) : .notYet([Obstacle("so")])
        }
        #expect(told.noted == [#"["so"] true"#])
    }

    @Test func `a long wait tells no more than twenty obstacles`() {
        let failure = ToolFailure("x", notWithin: .seconds(30), obstacles: (1...3_000).map { Obstacle("\($0)") })
        #expect(failure.sentences.count == 22)
        #expect(failure.sentences.last == "… and 2980 more")
    }

    @Test func `durations are short`() {
        #expect(Duration.nanoseconds(14_337_304).inMilliseconds == 14.337)
        #expect(Duration.milliseconds(42.4).inShort == "42 ms")
        #expect(Duration.milliseconds(1_250).inShort == "1.3 s")
        #expect(Duration.seconds(30).inSeconds == "30 s")
        #expect(Duration.milliseconds(500).inSeconds == "0.5 s")
    }

    @Test func `the system's clock waits at least as long as it is told`() {
        let clock = SystemClock()
        let started = clock.now
        clock.pause(for: .milliseconds(15))
        #expect(clock.now - started >= .milliseconds(15))
        clock.pause(for: .seconds(-1))
    }
}
