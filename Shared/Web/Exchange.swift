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
        problem.response(
            Problem.Occurrence(
                path: head.path, requestID: requestID, time: .now(), accept: head.headers.values("Accept")))
    }

    /// The answer as it goes out. It is measured and logged now, or, when it streams, at the end of its body.
    /// `error`: the type's name of an error that nobody knew.
    func finish(_ response: Response, error: String?) -> Response {
        var response = response
        response.headers[RequestID.header] = requestID
        if head.method == .head || response.status == .noContent || response.status == .notModified {
            response.body = .none
        }
        guard case .stream(let write) = response.body else {
            record(response.status, error: error)
            return response
        }
        let status = response.status
        response.body = .stream { out in try stream(write, to: out, status) }
        return response
    }

    /// The status has gone out: an error can only end the connection before the end of the body, which tells the client
    /// that it has not got everything.
    private func stream(
        _ write: @Sendable (any ResponseBodyWriter) throws -> Void, to out: any ResponseBodyWriter, _ status: Status
    ) throws {
        let watched = WatchedWriter(out)
        do {
            try write(watched)
            record(status, error: nil)
        } catch {
            if watched.hasFailed {
                logger.debug("The client went away", metadata: [LogKey.requestID: .string(requestID)])
                record(status, error: nil)
            } else {
                let type = String(describing: type(of: error))
                logger.error(
                    "The answer broke off",
                    metadata: [
                        LogKey.requestID: .string(requestID), LogKey.urlPath: .string(head.path),
                        LogKey.errorMessage: .string(String(describing: error)), LogKey.errorType: .string(type),
                    ])
                record(status, error: type)
            }
            throw error
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
        do {
            try out.write(bytes)
        } catch {
            hasFailed = true
            throw error
        }
    }
}
