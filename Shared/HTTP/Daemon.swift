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
    private let responder: Responder
    private let pool: WorkerPool
    private let logger: Logger

    init(
        _ configuration: ServerConfiguration, listeners: [Int32], handler: any RequestHandler, pool: WorkerPool,
        logger: Logger
    ) throws {
        self.handler = handler
        self.responder = Responder(handler: handler, logger: logger)
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
            responder.answer(exchange, body, lease)
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
        unsafe queue(responder.response(to: rejection), on: connection)
    }

    private func queue(_ response: Response, on connection: OpaquePointer) {
        unsafe EncodedResponse(response, body: response.body.bytes, logger: logger).withPointer {
            unsafe hd_queue_response(connection, $0)
        }
    }
}

/// Rounded up, so that a deadline is never missed by it; from 0 to 49 days.
private func milliseconds(_ duration: Duration) -> UInt32 {
    let most = Duration.milliseconds(UInt32.max)
    let (seconds, attoseconds) = min(max(duration, .zero), most).components
    return UInt32(clamping: seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
}
