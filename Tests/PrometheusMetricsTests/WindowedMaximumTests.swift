import Testing

@testable import PrometheusMetrics

@Suite struct WindowedMaximumTests {
    @Test func `nothing was recorded`() {
        let maximum = WindowedMaximum()
        #expect(maximum.value(at: .zero) == 0)
        #expect(maximum.value(at: .seconds(100_000)) == 0)
    }

    @Test func `a value is forgotten between 80 and 120 seconds after it was recorded`() {
        for start in stride(from: 0, to: 200, by: 7) {
            let maximum = WindowedMaximum()
            maximum.record(5, at: .seconds(start))
            #expect(maximum.value(at: .seconds(start)) == 5)
            #expect(maximum.value(at: .seconds(start + 80)) == 5)
            #expect(maximum.value(at: .seconds(start + 120)) == 0)
        }
    }

    @Test func `the greatest of the living windows is shown`() {
        let maximum = WindowedMaximum()
        maximum.record(9, at: .seconds(0))
        maximum.record(3, at: .seconds(10))
        maximum.record(5, at: .seconds(50))
        #expect(maximum.value(at: .seconds(50)) == 9)
        #expect(maximum.value(at: .seconds(119)) == 9)
        #expect(maximum.value(at: .seconds(120)) == 5)
        maximum.record(1, at: .seconds(121))  // takes the ring's place of the 9
        #expect(maximum.value(at: .seconds(121)) == 5)
        #expect(maximum.value(at: .seconds(160)) == 1)
        #expect(maximum.value(at: .seconds(240)) == 0)
    }

    @Test func `a value beyond the bits is shown as the largest`() {
        let maximum = WindowedMaximum()
        maximum.record(.max, at: .zero)
        #expect(maximum.value(at: .zero) == (1 << 44) - 1)
    }
}
