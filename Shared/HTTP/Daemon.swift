import CHTTPServer
import Sockets
import StructuredLogging
import Threads

/// The only owner of the C daemon, and its callbacks' way to the handler and the workers.
///
/// Whoever starts it stops it before the last reference goes; leases keep it until they end.
@safe
final class Daemon: @unchecked Sendable {
    // Safe to share: the pointer is set once, before the daemon's threads exist, and the C functions it is used with may
    // be called from any thread.
    private var pointer: OpaquePointer?
    private let handler: any RequestHandler
    private let pool: WorkerPool
    private let logger: Logger

    init(
        _ configuration: ServerConfiguration, listeners: [Int32], handler: any RequestHandler, pool: WorkerPool,
        logger: Logger
    ) throws {
        self.handler = handler
        self.pool = pool
        self.logger = logger
        var options = hd_options(
            limits: hd_limits(
                header_bytes: UInt32(clamping: configuration.maximumHeaderBytes),
                target_bytes: UInt32(clamping: configuration.maximumHeaderBytes / 2),
                fields: UInt32(HD_MAXIMUM_FIELDS)),
            maximum_connections: UInt32(clamping: configuration.maximumConnections),
            header_timeout: milliseconds(configuration.headerTimeout),
            body_timeout: milliseconds(configuration.bodyTimeout),
            idle_timeout: milliseconds(configuration.idleTimeout),
            write_timeout: milliseconds(configuration.writeTimeout))
        // Not retained: the daemon's loops, which use it, end in `stop`, before this object can.
        var handlers = unsafe hd_handlers(
            context: Unmanaged.passUnretained(self).toOpaque(),
            begin: { context, head in unsafe Daemon.at(context).begin(head!.pointee) },
            respond: { context, request, connection, lease, body, count, complete in
                unsafe Daemon.at(context).respond(
                    request!, connection!, lease, UnsafeBufferPointer(start: body, count: count), complete)
            },
            abandon: { _, request in unsafe Unmanaged<Exchange>.fromOpaque(request!).release() },
            refuse: { context, connection, fault, head in
                unsafe Daemon.at(context).refuse(connection!, fault!.pointee, head)
            })
        unsafe pointer = hd_start_daemon(&options, &handlers, listeners, listeners.count)
        if unsafe pointer == nil { throw SocketError(call: "hd_start_daemon", code: 12) }
    }

    deinit {
        if let pointer = unsafe pointer { unsafe hd_free_daemon(pointer) }
    }

    /// Ends the loops: in good order, and by force what is left at the deadline. Once.
    ///
    /// - Returns: connections that were cut off.
    func stop(by deadline: ContinuousClock.Instant) -> Int {
        unsafe hd_stop_daemon(pointer, milliseconds(ContinuousClock.now.duration(to: deadline)))
    }

    private static func at(_ context: UnsafeMutableRawPointer?) -> Daemon {
        unsafe Unmanaged<Daemon>.fromOpaque(context!).takeUnretainedValue()
    }
}

// The daemon's callbacks, on its loops' threads.
extension Daemon {
    private func begin(_ head: hd_head) -> hd_plan {
        let head = unsafe RequestHead(copying: head)
        let dispatch = handler.dispatch(head)
        let exchange = Exchange(head, dispatch)
        return unsafe hd_plan(
            execution: dispatch.execution == .loop ? HD_ON_LOOP : HD_ON_WORKER,
            body_limit: UInt64(clamping: dispatch.bodyLimit),
            // Retained for the daemon; it comes back in `respond` or `abandon`.
            request: Unmanaged.passRetained(exchange).toOpaque())
    }

    private func respond(
        _ request: UnsafeMutableRawPointer, _ connection: OpaquePointer, _ lease: hd_lease,
        _ body: UnsafeBufferPointer<UInt8>, _ complete: Bool
    ) -> hd_outcome {
        let held = unsafe Unmanaged<Exchange>.fromOpaque(request)
        let exchange = unsafe held.takeUnretainedValue()
        let bytes = unsafe body.isEmpty ? [] : Array(body)

        if unsafe lease.connection != nil {
            unsafe held.release()
            return unsafe handOver(exchange, lease, bytes, complete)
        }
        let response = exchange.respond(bytes.isEmpty ? .empty : RequestBody(bytes: bytes))
        if case .stream = response.body {
            exchange.keep(response)
            return HD_NEEDS_WORKER
        }
        unsafe held.release()
        unsafe queue(response, on: connection)
        return HD_ANSWERED
    }

    private func handOver(_ exchange: Exchange, _ raw: hd_lease, _ bytes: [UInt8], _ complete: Bool) -> hd_outcome {
        let accepted = pool.submit { [self] in
            let lease = unsafe Lease(raw, of: self)
            let body =
                !complete
                ? RequestBody(first: bytes, rest: lease, limit: exchange.dispatch.bodyLimit)
                : bytes.isEmpty ? .empty : RequestBody(bytes: bytes)
            answer(exchange, body, lease)
        }
        return accepted ? HD_HANDED_OVER : HD_OVERLOADED
    }

    private func refuse(_ connection: OpaquePointer, _ fault: hd_fault, _ head: UnsafePointer<hd_head>?) {
        let path = unsafe head.map { unsafe RequestHead(copying: $0.pointee).path }
        let code = unsafe String(cString: fault.code)
        var detail = unsafe String(cString: fault.detail)
        if unsafe fault.limit > 0 {
            unsafe detail += " The limit is \(fault.limit)\(code == "too-many-fields" ? "" : " bytes")."
        }
        let rejection = unsafe Rejection(status: Status(Int(fault.status)), code: code, detail: detail, path: path)
        unsafe queue(response(to: rejection), on: connection)
    }

    private func queue(_ response: Response, on connection: OpaquePointer) {
        var body: [UInt8]?
        if case .bytes(let bytes) = response.body { body = bytes }
        unsafe EncodedResponse(response, body: body, logger: logger).withPointer {
            unsafe hd_queue_response(connection, $0)
        }
    }
}

// What runs on a worker.
extension Daemon {
    private func answer(_ exchange: Exchange, _ body: RequestBody, _ lease: Lease) {
        var response = exchange.respond(body)
        if let failure = body.failure {
            guard let rejection = Rejection(failure, path: exchange.head.path) else {
                return lease.endStream(complete: false)
            }
            response = self.response(to: rejection)
        }
        switch response.body {
        case .none: lease.send(EncodedResponse(response, body: nil, logger: logger))
        case .bytes(let bytes): lease.send(EncodedResponse(response, body: bytes, logger: logger))
        case .stream(let write):
            if exchange.head.method == .head {
                lease.send(EncodedResponse(response, body: nil, logger: logger))
            } else {
                stream(response, write, exchange, lease)
            }
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
        var body: [UInt8]?
        if case .bytes(let bytes) = response.body { body = bytes }
        lease.send(EncodedResponse(response, body: body, logger: logger))
    }

    private func response(to rejection: Rejection) -> Response {
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

private func milliseconds(_ duration: Duration) -> UInt32 {
    UInt32(clamping: Int64(max(0, duration / .milliseconds(1)).rounded(.up).clamped))
}

extension Double {
    /// As far as an `Int64` goes.
    fileprivate var clamped: Double { Swift.min(self, 4_294_967_295) }
}
