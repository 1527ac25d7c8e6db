import Foundation
import HTTPClient
import Synchronization
import TestSupport

/// Sends writes with an Idempotency-Key until they are answered. Thread-safe.
final class WriteClient: Sendable {
    enum Outcome: Sendable {
        case acknowledged(HTTPClientResponse)
        /// A 4xx that says why it took no effect.
        case refused(HTTPClientResponse)
        /// Not within `patience`.
        case unanswered(String)
    }

    /// For one write with all its repetitions.
    private static let patience = Duration.seconds(90)

    private let fleet: Fleet
    private let ledger: Ledger
    private let turn = Atomic(0)

    init(_ fleet: Fleet, _ ledger: Ledger) {
        self.fleet = fleet
        self.ledger = ledger
    }

    /// - Parameter type: of the body.
    func send(
        _ method: String, _ path: String, to service: ServiceName, body: String? = nil,
        type: String = "application/json"
    ) -> Outcome {
        let key = UUID().uuidString.lowercased()
        let deadline = ContinuousClock.now + Self.patience
        var last = "no answer"
        var headers = [("Idempotency-Key", key)]
        if body != nil { headers.append(("Content-Type", type)) }
        while ContinuousClock.now < deadline {
            let request = HTTPClientRequest(
                method, address(of: service) + path, headers: headers, body: body.map { Array($0.utf8) })
            do throws(HTTPClientError) {
                let answer = try fleet.client.send(request, timeout: .seconds(4))
                if (200..<300).contains(answer.status) { return .acknowledged(answer) }
                let isRunning = answer.status == 409 && answer.text.contains("idempotency-key-in-use")
                if !isRunning, (400..<500).contains(answer.status), answer.status != 429 { return .refused(answer) }
                last = "\(answer.status) \(answer.text.prefix(200))"
            } catch {
                last = "\(error)"
            }
            ledger.countRetry()
            Waiting.pause(.milliseconds(100))
        }
        return .unanswered("\(method) \(path): \(last)")
    }

    /// Once, without a key.
    func post(
        _ path: String, to service: ServiceName, body: String? = nil, timeout: Duration = .seconds(4)
    ) throws(HTTPClientError) -> HTTPClientResponse {
        let request = HTTPClientRequest(
            "POST", address(of: service) + path, headers: body == nil ? [] : [("Content-Type", "application/json")],
            body: body.map { Array($0.utf8) })
        return try fleet.client.send(request, timeout: timeout)
    }

    func get(_ path: String, from service: ServiceName) throws(HTTPClientError) -> HTTPClientResponse {
        try fleet.client.send(HTTPClientRequest("GET", address(of: service) + path), timeout: .seconds(4))
    }

    /// The replicas of a service in turn.
    private func address(of service: ServiceName) -> String {
        let replicas = fleet.replicas(of: service)
        let turn = turn.wrappingAdd(1, ordering: .relaxed).newValue
        return "http://127.0.0.1:\(replicas[turn % replicas.count].port)"
    }
}
