/// A call that was answered, and what came of it.
struct CallRecord: Sendable, Equatable {
    /// 1–7; nil for a reset.
    let number: Int?
    var method: String
    let url: String
    let status: Int
    let text: String
    /// More than one when it was interrupted.
    var attempts: Int
    /// From sending the last attempt to its answer.
    let answeredAfter: Duration
    /// From that answer until the state that the next call needs was visible; nil when that was not waited for.
    var consistentAfter: Duration?
    var notes: [String] = []

    /// `1 POST http://localhost:8080/accounts/customers/sample → 201 Sample customer accounts created  (…)`
    var line: String {
        var remarks = ["answered in \(answeredAfter.inShort)"]
        if let consistentAfter { remarks.append("consistent after \(consistentAfter.inShort)") }
        if attempts > 1 { remarks.append("attempt \(attempts)") }
        remarks += notes
        let label = number.map { "\($0)" } ?? "-"
        return "\(label) \(method) \(url) → \(status) \(text)  (\(remarks.joined(separator: ", ")))"
    }
}
