import CRDKafka
public import Lifecycle
public import StructuredLogging
import Synchronization
import Threads

/// Sends records: idempotent, acknowledged by all in-sync replicas, order kept per partition.
///
/// Thread-safe. A thread of its own calls the delivery reports. An idempotent producer whose sequence cannot be continued
/// is dead for librdkafka ("fatal") or for the broker ("fenced"); this one then puts a new client in its place: what was
/// on its way fails, and the caller sends it again.
public final class KafkaProducer: LifecyclePart {
    private struct State {
        /// The client that takes records now. Only the report thread replaces and destroys clients; senders use this one
        /// under the lock, so they never hold one that is being destroyed.
        var handle: ClientHandle?
        var thread: NamedThread?
        var isStopping = false
        /// Why the report thread is to put a new client in place.
        var renewal: String?
    }
    private let state: Mutex<State>
    private let settings: ClientSettings
    private let context: ClientContext
    /// Goes up when reports have made room in a full queue.
    private let room = Signal(0)
    /// How the thread is told to end, and until when it may flush.
    private let stopDeadline = Signal<ContinuousClock.Instant?>(nil)
    private let ended = Signal(false)

    /// - Throws: when a property is unknown or has a value that librdkafka refuses. No broker is contacted for it.
    public init(_ configuration: KafkaConfiguration, logger: Logger) throws(KafkaError) {
        settings = try .producer(configuration)
        context = ClientContext(log: ClientLog(logger), broker: BrokerWatch(logger))
        state = Mutex(State(handle: try Self.makeHandle(settings, context)))
    }

    deinit {
        // Never started: nothing polls, and what was queued is dropped with a report.
        if let handle = state.withLock({ $0.handle.take() }) { abandon(handle) }
    }

    public var name: String { "kafka producer" }

    public func start() throws {
        state.withLock { state in
            guard state.thread == nil, state.handle != nil else { return }
            // The thread keeps the producer alive until `stop`.
            state.thread = NamedThread("kafka-reports") { self.serveReports() }
        }
    }

    /// Takes no more records, waits until those that were taken are reported or the deadline passes, and gives up the
    /// rest with a report each.
    public func stop(by deadline: ContinuousClock.Instant) {
        let thread: NamedThread? = state.withLock { state in
            state.isStopping = true
            return state.thread
        }
        stopDeadline.update { $0 = $0 ?? deadline }
        guard let thread else { return }
        // The thread gives up by itself at the deadline; librdkafka's own threads end within a moment after it.
        if ended.wait(until: deadline + .seconds(2), for: { $0 ? true : nil }) != nil { thread.join() }
    }

    /// Queues the record. `delivered` is called exactly once: on the report thread, or at once on this one when the record
    /// cannot even be queued (too large, unknown topic, stopped). A full queue blocks until there is room, so this must
    /// not be called from within `delivered`.
    public func send(
        _ record: ProducerRecord, delivered: @escaping @Sendable (Result<RecordMetadata, KafkaError>) -> Void
    ) {
        send(record, deadline: nil, delivered)
    }

    /// Sends all, in order, and waits for every report: one result each, in the order of the records.
    ///
    /// A record without a report at the deadline has the retriable error `_TIMED_OUT`; it may still be delivered. When a
    /// record failed, later ones may have been delivered nevertheless.
    public func sendAll(
        _ records: [ProducerRecord], deadline: ContinuousClock.Instant
    ) -> [Result<RecordMetadata, KafkaError>] {
        let reports = Signal(Reports(results: Array(repeating: nil, count: records.count), missing: records.count))
        for (index, record) in records.enumerated() {
            send(record, deadline: deadline) { result in
                reports.update {
                    $0.results[index] = result
                    $0.missing -= 1
                }
            }
        }
        _ = reports.wait(until: deadline) { $0.missing == 0 ? true : nil }
        return reports.update { $0.results }.enumerated().map { index, result in
            result ?? .failure(.timedOut("no report for a record for \(records[index].topic) in time"))
        }
    }

    private struct Reports {
        var results: [Result<RecordMetadata, KafkaError>?]
        var missing: Int
    }

    /// Records that were sent and not reported yet; delivery reports that wait to be called count, too.
    package var outstanding: Int {
        state.withLock { state in state.handle.map { Int(unsafe rd_kafka_outq_len($0.pointer)) } ?? 0 }
    }

    /// Gives up the present client with all that it knows of its sequences, and goes on with a new one: for a broker that
    /// has lost its memory. Such a broker refuses a sequence that does not begin at 0, and librdkafka 2.0.2 tries again
    /// without end. What was on its way fails, and the caller sends it again. Returns at once.
    public func beginAnew(because reason: String) { state.withLock { $0.renewal = reason } }

    /// Makes the present client report a fatal error, as a broker's answer could: for tests of what follows.
    package func raiseFatalError() {
        state.withLock { state in
            if let handle = state.handle {
                _ = unsafe rd_kafka_test_fatal_error(
                    handle.pointer, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, "raised on purpose")
            }
        }
    }

    // MARK: Sending

    private func send(
        _ record: ProducerRecord, deadline: ContinuousClock.Instant?,
        _ delivered: @escaping @Sendable (Result<RecordMetadata, KafkaError>) -> Void
    ) {
        let report = DeliveryReport(delivered)
        while true {
            // Read before the attempt: room that is made between the two is not slept through.
            let seen = room.update { $0 }
            let code: rd_kafka_resp_err_t? = state.withLock { state in
                guard !state.isStopping, let handle = state.handle else { return nil }
                return unsafe report.queue(record, in: handle.pointer)
            }
            switch code {
            case nil:
                return report.fail(.misuse("the producer is stopped"))
            case RD_KAFKA_RESP_ERR_NO_ERROR:
                return
            case RD_KAFKA_RESP_ERR__QUEUE_FULL, RD_KAFKA_RESP_ERR__FATAL:
                // Full: until a report makes room. Fatal: until the report thread has put a new client in place.
                if let deadline, ContinuousClock.now >= deadline {
                    return report.fail(.timedOut("no room for a record for \(record.topic) in time"))
                }
                let pause = ContinuousClock.now + .milliseconds(100)
                _ = room.wait(until: deadline.map { min($0, pause) } ?? pause) { $0 != seen ? true : nil }
            case let code?:
                return report.fail(KafkaError(code, "a record for \(record.topic) cannot be sent"))
            }
        }
    }

    // MARK: The report thread

    private func serveReports() {
        var current = state.withLock { $0.handle }
        while let handle = current, stopDeadline.update({ $0 }) == nil {
            if unsafe rd_kafka_poll(handle.pointer, 100) > 0 { room.update { $0 &+= 1 } }
            context.broker.look(at: .now) { handle.reachesBroker(within: .milliseconds(200)) }
            let renewal = state.withLock { $0.renewal.take() }
            if let error = handle.fatalError ?? context.fencing.withLock({ $0 }) {
                current = replace(handle, because: "\(error)")
            } else if let renewal {
                current = replace(handle, because: renewal)
            }
        }
        if let handle = current { close(handle) }
        state.withLock { $0.handle = nil }
        ended.update { $0 = true }
    }

    /// New records go to a new client from now on; the old one's are reported as failed, and it is destroyed.
    private func replace(_ old: ClientHandle, because reason: String) -> ClientHandle? {
        do {
            let new = try Self.makeHandle(settings, context)
            state.withLock { $0.handle = new }
            context.log.logger.warning("the idempotent producer was replaced", metadata: ["error": .string(reason)])
            abandon(old)
            // Also what the old client's last reports have said.
            context.fencing.withLock { $0 = nil }
            room.update { $0 &+= 1 }
            return new
        } catch {
            // The settings were good once, so this is want of threads or memory, or a file of certificates that is just
            // exchanged: tried again at the next round, unless somebody has given another reason meanwhile.
            state.withLock { $0.renewal = $0.renewal ?? reason }
            context.log.limited(.error, key: "replace", "the producer's client could not be replaced: \(error)")
            return old
        }
    }

    /// The order of the end: (1) `stop` has closed the door, no record comes in; (2) what was taken is flushed until the
    /// deadline; (3) what is left is purged and its reports, as all others, are called; (4) the client, whose queues are
    /// empty now, is destroyed. Before (3) its messages' opaques would leak, before (2) records would be lost that the
    /// broker could have taken.
    private func close(_ handle: ClientHandle) {
        let deadline = stopDeadline.update { $0 } ?? .now
        while unsafe rd_kafka_outq_len(handle.pointer) > 0, deadline.millisecondsLeft > 0, handle.fatalError == nil {
            unsafe rd_kafka_flush(handle.pointer, min(100, deadline.millisecondsLeft))
        }
        let left = unsafe rd_kafka_outq_len(handle.pointer)
        if left > 0 {
            context.log.logger.warning(
                "records were given up at the producer's end", metadata: ["kafka.records": .integer(Int64(left))])
        }
        state.withLock { $0.handle = nil }
        abandon(handle)
    }

    private func abandon(_ handle: ClientHandle) {
        unsafe rd_kafka_purge(handle.pointer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
        // Purged records are reported like all others, within a moment: no broker has a part in it. The bound is there
        // so that a fault of the library costs some memory and not the process's end.
        let bound = ContinuousClock.now + .seconds(5)
        while unsafe rd_kafka_outq_len(handle.pointer) > 0, bound.millisecondsLeft > 0 {
            unsafe rd_kafka_poll(handle.pointer, 100)
        }
        handle.destroy()
    }

    private static func makeHandle(_ settings: ClientSettings, _ context: ClientContext) throws(KafkaError)
        -> ClientHandle
    {
        unsafe try ClientHandle(RD_KAFKA_PRODUCER, settings, context: context) {
            unsafe ClientContext.watchErrors($0)
            unsafe DeliveryReport.watch($0)
        }
    }
}
