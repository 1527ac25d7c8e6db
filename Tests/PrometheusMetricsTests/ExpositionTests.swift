import Testing

@testable import PrometheusMetrics

@Suite struct ExpositionTests {
    @Test(
        arguments: [
            (0, "0.0"), (12, "12.0"), (0.281, "0.281"), (1e21, "1e+21"), (-1e-7, "-1e-07"), (.infinity, "+Inf"),
            (-.infinity, "-Inf"), (.nan, "NaN"),
        ] as [(Double, String)])
    func `values are written as Go reads them`(value: Double, text: String) {
        #expect(Exposition.text(of: value) == text)
    }
}
