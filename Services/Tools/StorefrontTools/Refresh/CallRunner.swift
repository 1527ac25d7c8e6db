import HTTPClient

/// Makes calls that are safe to repeat: one that was interrupted is sent again until the timeout.
struct CallRunner: Sendable {
    let client: FleetClient
    let timeout: Duration
    /// Told the obstacle once, when a call has not been answered for so long.
    var onWait: @Sendable ([Obstacle]) -> Void = { _ in }

    /// - Parameters:
    ///   - nothingToDo: the beginning of a 404 that counts as an answer.
    ///   - fallsBackToGET: where POST is answered 404 or 405, as the Spring services do.
    /// - Throws: at the timeout, and for any answer that is none of the expected ones.
    func run(
        number: Int?, _ service: StorefrontService, _ path: String,
        nothingToDo: String? = nil, fallsBackToGET: Bool = true
    ) throws(ToolFailure) -> CallRecord {
        let clock = client.clock
        let url = client.addresses.url(service, path)
        let begin = clock.now
        let deadline = begin + timeout
        var backoff = Backoff.retrying
        var method = "POST"
        var attempts = 0
        var wasTold = false
        var notes: [String] = []
        while true {
            attempts += 1
            let started = clock.now
            let obstacle: Obstacle
            switch try client.send(method, service, path, timeout: deadline - started) {
            case .away(let found): obstacle = found
            case .response(let response):
                let isNothingToDo = response.status == 404 && nothingToDo.map { response.text.hasPrefix($0) } ?? false
                if (200..<300).contains(response.status) || isNothingToDo {
                    return CallRecord(
                        number: number, method: method, url: url, status: response.status, text: response.textInShort,
                        attempts: attempts, answeredAfter: clock.now - started, notes: notes)
                }
                guard [404, 405].contains(response.status) else {
                    throw ToolFailure("\(service) answers \(response.inShort) to \(method) \(url)")
                }
                guard method == "POST", fallsBackToGET else {
                    throw ToolFailure(
                        "\(service) has no sample routes at \(url): it answers \(response.status) to \(method). They are off "
                            + "unless the service's profile is local or minikube (SPRING_PROFILES_ACTIVE) or STOREFRONT_SAMPLES "
                            + "is true")
                }
                method = "GET"
                attempts -= 1
                notes.append("\(response.status) to POST")
                continue
            }
            let rest = deadline - clock.now
            guard rest > .zero else {
                throw ToolFailure("an answer to \(method) \(url)", notWithin: timeout, obstacles: [obstacle])
            }
            if !wasTold, clock.now - begin >= Waiter.patience {
                onWait([obstacle])
                wasTold = true
            }
            clock.pause(for: min(backoff.pause(), rest))
        }
    }
}
