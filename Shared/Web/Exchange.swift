import HTTP
import StructuredLogging

/// One request from its head to the end of its answer: what goes onto the answer, into the metrics and into the log.
struct Exchange: Sendable {
    let head: RequestHead
    let requestID: String
    let begun: ContinuousClock.Instant
    let timers: RouteTimers
    let logger: Logger

    func response(to problem: Problem) -> Response {
        problem.response(Problem.Occurrence(head, requestID: requestID))
    }

    /// The answer as it goes out. It is measured and logged now, or, when it streams, at the end of its body.
    /// `error`: the type's name of an error that nobody knew. `failed` turns an error of a stream into a problem, and names
    /// its type when nobody knew it.
    func finish(
        _ response: Response, error: String?,
        failed: @escaping @Sendable (any Error) -> (Problem, unknown: String?) = { _ in (.internalError, nil) }
    ) -> Response {
        var response = response
        response.headers[RequestID.header] = requestID
        // The server sends no body after HEAD, and does not call a stream then.
        guard case .stream(let write) = response.body, head.method != .head else {
            record(response.status, error: error)
            return response
        }
        let status = response.status
        response.body = .stream { out in try stream(write, to: out, status, failed) }
        return response
    }

    /// An error before anything was sent becomes the answer. After that it can only end the connection before the end of
    /// the body, which tells the client that it has not got everything.
    private func stream(
        _ write: @Sendable (any ResponseBodyWriter) throws -> Void, to out: any ResponseBodyWriter, _ status: Status,
        _ failed: @Sendable (any Error) -> (Problem, unknown: String?)
    ) throws {
        let watched = WatchedWriter(out)
        do {
            try write(watched)
            record(status, error: nil)
        } catch  where watched.hasFailed {
            logger.debug("The client went away", metadata: [LogKey.requestID: .string(requestID)])
            record(status, error: nil)
            throw error
        } catch {
            let (problem, unknown) = failed(error)
            guard out.hasStarted else {
                let replacement = finish(response(to: problem), error: unknown)
                throw StreamReplacement(replacement)
            }
            record(status, error: unknown)
            throw StreamReplacement(response(to: problem))
        }
    }

    private func record(_ status: Status, error: String?) {
        let duration = ContinuousClock.now - begun
        timers.record(duration, method: head.method, status: status, error: error)
        logger.debug(
            "Answered",
            metadata: [
                LogKey.requestID: .string(requestID), LogKey.requestMethod: .string(head.method.rawValue),
                LogKey.urlPath: .string(head.path), LogKey.responseStatus: .integer(Int64(status.code)),
                LogKey.eventDuration: .duration(duration), LogKey.clientAddress: .string(head.remoteAddress),
            ])
    }
}

/// Tells errors of the connection from errors of what is written to it. Used on one thread.
private final class WatchedWriter: ResponseBodyWriter {
    private let out: any ResponseBodyWriter
    private(set) var hasFailed = false

    init(_ out: any ResponseBodyWriter) {
        self.out = out
    }

    func write(_ bytes: [UInt8]) throws {
        try watch { try out.write(bytes) }
    }

    func flush() throws {
        try watch { try out.flush() }
    }

    var hasStarted: Bool { out.hasStarted }

    private func watch(_ call: () throws -> Void) throws {
        do {
            try call()
        } catch {
            hasFailed = true
            throw error
        }
    }
}
