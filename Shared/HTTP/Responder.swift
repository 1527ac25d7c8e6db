import StructuredLogging

/// Answers requests on the worker that calls it, and gives the server's own refusals the handler's form.
struct Responder: Sendable {
    let handler: any RequestHandler
    let logger: Logger

    /// Asks the handler and sends what it gives; the lease ends with it. Blocks as long as the handler and a streamed
    /// answer do.
    func answer(_ exchange: Exchange, _ body: RequestBody, _ lease: Lease) {
        var response = exchange.respond(body)
        if let failure = body.failure {
            guard let rejection = Rejection(failure, path: exchange.head.path) else {
                return lease.endStream(complete: false)
            }
            response = self.response(to: rejection)
        }
        if case .stream(let write) = response.body, exchange.head.method != .head {
            stream(response, write, exchange, lease)
        } else {
            send(response, lease)
        }
    }

    private func stream(
        _ response: Response, _ write: (any ResponseBodyWriter) throws -> Void, _ exchange: Exchange, _ lease: Lease
    ) {
        let stream = ResponseStream(lease, head: EncodedResponse(response, body: nil, logger: logger))
        do {
            try write(stream)
            if stream.hasStarted {
                try stream.flush()
                lease.endStream(complete: true)
            } else {
                // It all fits in one write, and so its length is known.
                lease.send(EncodedResponse(response, body: stream.unsent, logger: logger))
            }
        } catch is ConnectionLost {
            lease.endStream(complete: false)
        } catch let replacement as StreamReplacement {
            if stream.hasStarted {
                lease.endStream(complete: false)
            } else {
                send(replacement.response, lease)
            }
        } catch {
            logger.error(
                "a streamed response failed",
                metadata: ["path": .string(exchange.head.path), "error": .string("\(error)")])
            guard !stream.hasStarted else { return lease.endStream(complete: false) }
            let rejection = Rejection(
                status: .internalServerError, code: "internal-error", detail: "The answer could not be made.",
                path: exchange.head.path)
            send(self.response(to: rejection), lease)
        }
    }

    private func send(_ response: Response, _ lease: Lease) {
        lease.send(EncodedResponse(response, body: response.body.bytes, logger: logger))
    }

    /// The handler's form of a refusal; an overload says when to come again.
    func response(to rejection: Rejection) -> Response {
        var response = handler.response(to: rejection)
        if rejection.status == .serviceUnavailable && response.headers["Retry-After"] == nil {
            response.headers["Retry-After"] = "1"
        }
        return response
    }
}

extension Rejection {
    /// What to say about a body that broke off; nil when nobody is there to hear it.
    fileprivate init?(_ failure: RequestBodyError, path: String) {
        switch failure {
        case .closed: return nil
        case .timedOut:
            self.init(
                status: Status(408), code: "body-timeout", detail: "The request's body did not arrive in time.",
                path: path)
        case .malformed:
            self.init(
                status: .badRequest, code: "malformed-chunk", detail: "The chunked body is not well formed.", path: path
            )
        }
    }
}
