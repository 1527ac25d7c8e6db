extension Duration {
    /// To the microsecond.
    var inMilliseconds: Double {
        let (seconds, attoseconds) = components
        return (Double(seconds) * 1e6 + Double(attoseconds) * 1e-12).rounded() / 1e3
    }

    /// "42 ms", "1.2 s"
    var inShort: String {
        let milliseconds = inMilliseconds
        return milliseconds < 1_000 ? "\(Int(milliseconds.rounded())) ms" : "\((milliseconds / 100).rounded() / 10) s"
    }

    /// "30 s", "0.5 s"
    var inSeconds: String {
        let seconds = (inMilliseconds / 10).rounded() / 100
        return seconds == seconds.rounded() ? "\(Int(seconds)) s" : "\(seconds) s"
    }
}
