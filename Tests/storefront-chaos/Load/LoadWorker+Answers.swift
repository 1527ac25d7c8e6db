import HTTPClient

extension LoadWorker {
    /// The answer of a write that took effect. Anything else is noted: no fault explains a refusal.
    func acknowledged(_ outcome: WriteClient.Outcome) -> HTTPClientResponse? {
        switch outcome {
        case .acknowledged(let answer): return answer
        case .refused(let answer): ledger.report(anomaly: "refused: \(answer.status) \(answer.text.prefix(300))")
        case .unanswered(let what): ledger.report(anomaly: "unanswered: \(what)")
        }
        return nil
    }
}

extension HTTPClientResponse {
    /// "…/customers/1" → "1"
    var lastOfLocation: String? { header("Location")?.split(separator: "/").last.map(String.init) }
}
