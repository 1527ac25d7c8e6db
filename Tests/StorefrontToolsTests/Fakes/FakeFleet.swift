import HTTPClient
import Synchronization

@testable import StorefrontTools

/// The three services in memory: their custom endpoints as the contract says, events that arrive after a lag of the fake clock,
/// and faults where a test puts them.
final class FakeFleet: HTTPTransport {
    enum Fault: Sendable {
        /// Nothing listens: no effect.
        case cannotConnect
        /// The effect is there, the answer is not.
        case interruptedAfterEffect
        /// The time runs out, without effect.
        case hangs
        /// Something else answers, without effect.
        case answers(Int, String)
        case fails(HTTPClientError.Kind)
    }

    let clock: FakeClock
    private let state: Mutex<State>
    private let faults: @Sendable (Request) -> Fault?

    struct Request: Sendable {
        let method: String
        let service: StorefrontService
        let path: String
        /// How often the same was asked before.
        let repetition: Int
        /// Since the test's start.
        let time: Duration

        var line: String { "\(method) \(service) \(path)" }
    }

    /// - Parameters:
    ///   - lag: from a commit until the other services know of it.
    ///   - legacy: services that answer as the Spring ones do.
    init(
        clock: FakeClock = FakeClock(), lag: Duration = .milliseconds(30), legacy: Set<StorefrontService> = [],
        faults: @escaping @Sendable (Request) -> Fault? = { _ in nil }
    ) {
        self.clock = clock
        self.faults = faults
        state = Mutex(State(lag: lag, legacy: legacy))
    }

    /// "POST accounts /customers/sample", in their order; GETs of summaries and health are left out.
    var calls: [String] {
        state.withLock { $0.lines.filter { !$0.contains("summary") && !$0.contains("/actuator/") } }
    }

    func count(_ line: String) -> Int {
        state.withLock { state in state.lines.count { $0 == line } }
    }

    /// Changes what the services have, behind their back.
    func change(_ body: (inout State) -> Void) {
        state.withLock { body(&$0) }
    }

    func send(_ request: HTTPClientRequest, timeout: Duration) throws(HTTPClientError) -> HTTPClientResponse {
        clock.advance(by: .milliseconds(1))
        guard let (service, path) = Self.split(request.url) else {
            throw HTTPClientError(kind: .cannotConnect, url: request.url, message: "no such host")
        }
        let line = "\(request.method) \(service) \(path)"
        let repetition = state.withLock { state in
            state.lines.append(line)
            return state.lines.count { $0 == line } - 1
        }
        func error(_ kind: HTTPClientError.Kind, _ message: String) -> HTTPClientError {
            HTTPClientError(kind: kind, url: request.url, message: message)
        }
        func answer() -> HTTPClientResponse {
            let (status, text) = state.withLock { state in
                state.deliverEvents(until: clock.elapsed)
                return state.answer(request.method, service, path, at: clock.elapsed)
            }
            return HTTPClientResponse(status: status, headers: [], body: Array(text.utf8))
        }
        let fault = faults(
            Request(
                method: request.method, service: service, path: path, repetition: repetition, time: clock.elapsed))
        switch fault {
        case nil: return answer()
        case .cannotConnect: throw error(.cannotConnect, "Connection refused")
        case .answers(let status, let text):
            return HTTPClientResponse(status: status, headers: [], body: Array(text.utf8))
        case .hangs:
            clock.advance(by: timeout)
            throw error(.timedOut, "Timeout was reached")
        case .interruptedAfterEffect:
            _ = answer()
            throw error(.interrupted, "Empty reply from server")
        case .fails(let kind): throw error(kind, "\(kind)")
        }
    }

    /// `http://gateway/orders/…` and `http://orders/…`.
    private static func split(_ url: String) -> (StorefrontService, String)? {
        for service in StorefrontService.allCases {
            for base in ["http://gateway/\(service)", "http://\(service)"] where url.hasPrefix(base + "/") {
                return (service, String(url.dropFirst(base.count)))
            }
        }
        return nil
    }
}
