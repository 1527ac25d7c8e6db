import HTTPClient
import JSON

/// Asks the services of a fleet, and sorts what comes back into answers, obstacles that may pass, and failures that will not.
struct FleetClient: Sendable {
    let addresses: FleetAddresses
    let transport: any HTTPTransport
    let clock: any WaitingClock

    /// Enough for a summary of ten thousand customers with five orders each; at most 128 MiB of memory beside the text.
    static let limits = JSONLimits(maximumBytes: 64 << 20, maximumValues: 4_000_000)

    enum Answer: Sendable {
        case response(HTTPClientResponse)
        /// No answer, or one that says "not now": the same request may succeed later.
        case away(Obstacle)
    }

    /// - Throws: for a request that would fail in the same way again.
    func send(
        _ method: String, _ service: StorefrontService, _ path: String, json body: [UInt8]? = nil, timeout: Duration
    ) throws(ToolFailure) -> Answer {
        let url = addresses.url(service, path)
        let response: HTTPClientResponse
        do throws(HTTPClientError) {
            let headers = body == nil ? [] : [("Content-Type", "application/json")]
            response = try transport.send(
                HTTPClientRequest(method, url, headers: headers, body: body), timeout: timeout)
        } catch {
            switch error.kind {
            case .cannotConnect where addresses.gateway != nil:
                return .away(
                    Obstacle(
                        "\(service): the gateway does not answer at \(url): \(error.message)", isServiceAway: true))
            case .cannotConnect, .timedOut, .interrupted:
                return .away(Obstacle("\(service) does not answer at \(url): \(error.message)", isServiceAway: true))
            case .malformedURL, .tooLarge, .other:
                throw ToolFailure("\(service) cannot be asked at \(url): \(error.message)")
            }
        }
        // RFC 9110 §15.6.3–5: the gateway finds no service behind it, or the service has no capacity now.
        if [502, 503, 504].contains(response.status) {
            return .away(Obstacle("\(service) answers \(response.inShort) at \(url)", isServiceAway: true))
        }
        return .response(response)
    }

    enum Reading<Value: Sendable>: Sendable {
        case value(Value)
        case obstacle(Obstacle)
    }

    /// GETs a document. An answer that is no such document is an obstacle too: it names what is wrong with it.
    func read<Value: JSONReadable>(
        _ type: Value.Type = Value.self, from service: StorefrontService, _ path: String, timeout: Duration
    ) throws(ToolFailure) -> Reading<Value> {
        switch try send("GET", service, path, timeout: timeout) {
        case .away(let obstacle): return .obstacle(obstacle)
        case .response(let response):
            let url = addresses.url(service, path)
            guard response.status == 200 else {
                return .obstacle(Obstacle("\(service) answers \(response.inShort) at \(url)"))
            }
            do throws(JSONFaults) {
                return .value(try Value.read(response.body, limits: Self.limits))
            } catch {
                let fault = error.faults.first.map { ": \($0.pointer) \($0.message)" } ?? ""
                return .obstacle(Obstacle("\(service) answers what cannot be read at \(url)\(fault)"))
            }
        }
    }
}

extension HTTPClientResponse {
    /// The message of a problem document, else the text: its beginning on one line, safe to print.
    var textInShort: String {
        let problem = status >= 400 ? (try? ComparedValue.read(body))?[text: "message"] : nil
        let text = problem.flatMap { $0.isEmpty ? nil : $0 } ?? text
        let words = text.prefix(400).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        var printable = String.UnicodeScalarView()
        for scalar in words.unicodeScalars where scalar.properties.generalCategory != .control {
            printable.append(scalar)
        }
        let line = String(printable)
        return line.count > 200 ? line.prefix(200) + "…" : line
    }

    /// Status and text.
    var inShort: String {
        body.isEmpty ? "\(status)" : "\(status) \(textInShort)"
    }
}
