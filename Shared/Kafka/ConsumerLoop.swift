import CRDKafka
import StructuredLogging
import Synchronization

/// The consumer's thread: polls, gathers, hands over, commits. The callbacks of its client run on the same thread, from
/// within `rd_kafka_consumer_poll`, never while a batch is being handled.
@safe
final class ConsumerLoop: ClientContext, @unchecked Sendable {
    // Safe to share: everything below `shared` belongs to the consumer's thread; others only use `shared`.

    /// What other threads may see.
    struct Shared {
        /// Nil once the client is about to be destroyed: who reads watermarks holds the lock meanwhile.
        var handle: ClientHandle?
        var committed: [TopicPartition: Int64] = [:]
        /// Set by `stop`: end, and until when the end may take.
        var deadline: ContinuousClock.Instant?
    }
    let shared = Mutex(Shared())

    private static let batchBytes = 4 << 20
    private static let commitInterval = Duration.milliseconds(50)
    private static let commitBackoff = Duration.milliseconds(100)
    /// Longer than any request lives: an answer that has not come by then never does.
    private static let commitPatience = Duration.seconds(15)

    private let configuration: KafkaConsumerConfiguration
    private let handle: @Sendable ([ConsumerRecord]) -> BatchOutcome
    private var ledger = PartitionLedger()
    private var gathered = GatheredRecords()
    private var nextCommit = ContinuousClock.now
    private var commitUnderWay: ContinuousClock.Instant?
    private var nextQuestion = ContinuousClock.now
    /// The group has given partitions (or none) at least once.
    private var hasJoined = false

    init(
        _ configuration: KafkaConsumerConfiguration, logger: Logger,
        handle: @escaping @Sendable ([ConsumerRecord]) -> BatchOutcome
    ) {
        self.configuration = configuration
        self.handle = handle
        super.init(log: ClientLog(logger), broker: BrokerWatch(logger))
    }

    /// Runs until `shared.deadline` is set.
    func run(_ client: ClientHandle) {
        while shared.withLock({ $0.deadline }) == nil {
            let now = ContinuousClock.now
            for (partition, records) in ledger.takeDue(at: now) {
                deliver(records, of: partition, wasPaused: true, in: client)
            }
            gather(from: client)
            for (partition, records) in gathered.takeAll() {
                deliver(records, of: partition, wasPaused: false, in: client)
            }
            commitWhenDue(client)
            askForCommitted(client)
            broker.look(at: now) { client.reachesBroker(within: .milliseconds(200)) }
        }
    }

    // MARK: Records

    /// The first record may take its time; what the client has beside it comes along, nothing more is waited for.
    private func gather(from client: ClientHandle) {
        var timeout = idleTime
        while gathered.count < configuration.maximumBatch, gathered.byteCount < Self.batchBytes {
            guard let message = unsafe rd_kafka_consumer_poll(client.pointer, timeout) else { return }
            defer { unsafe rd_kafka_message_destroy(message) }
            timeout = 0
            guard unsafe message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
                unsafe report(message.pointee)
                // An error is no reason to spin: it may come again at once.
                return
            }
            broker.answered()
            let record = unsafe ConsumerRecord(copying: message)
            let partition = TopicPartition(topic: record.topic, partition: record.partition)
            if !ledger.hold(record, of: partition) { gathered.append(record, of: partition) }
        }
    }

    /// Milliseconds to wait for a record: a tenth of a second, less when something is due before.
    private var idleTime: Int32 {
        var time: Int32 = 100
        if let due = ledger.nextDue { time = min(time, due.millisecondsLeft) }
        if ledger.hasCommits, commitUnderWay == nil { time = min(time, nextCommit.millisecondsLeft) }
        return time
    }

    private func deliver(
        _ records: [ConsumerRecord], of partition: TopicPartition, wasPaused: Bool, in client: ClientHandle
    ) {
        let outcome = handle(records)
        let turn = ledger.handled(records, of: partition, outcome: outcome, wasPaused: wasPaused, now: .now)
        // Pausing keeps the client from reading on; the records that wait are with us, so nothing is read twice and no
        // position has to be set back.
        switch turn {
        case .goOn: break
        case .pause:
            _ = unsafe PartitionList([partition]).lend { unsafe rd_kafka_pause_partitions(client.pointer, $0) }
        case .resume: unsafe resume([partition], in: client.pointer)
        }
    }

    private func resume(_ partitions: [TopicPartition], in client: OpaquePointer) {
        _ = unsafe PartitionList(partitions).lend { unsafe rd_kafka_resume_partitions(client, $0) }
    }

    private func report(_ message: rd_kafka_message_t) {
        let code = unsafe message.err
        switch code {
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
            let topic = unsafe message.rkt == nil ? "" : text(rd_kafka_topic_name(message.rkt))
            log.limited(
                .notice, key: "unknown " + topic, "a topic is not there yet, waiting for it",
                metadata: ["kafka.topic": .string(topic), "kafka.group": .string(configuration.groupID)])
        case RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
            break
        default:
            log.limited(
                .warning, key: code.name, "reading from Kafka: \(code.text)",
                metadata: ["kafka.error": .string(code.name), "kafka.group": .string(configuration.groupID)])
        }
    }

    // MARK: Commits

    /// Not after each batch but after each 50 ms with one: a stream of small batches would cost a request each. And one
    /// at a time: while the group waits for its members to join, a broker answers nothing on the coordinator's connection,
    /// and all commits that have gathered there are then refused because their generation is over.
    private func commitWhenDue(_ client: ClientHandle) {
        let now = ContinuousClock.now
        if let sent = commitUnderWay, sent.duration(to: now) < Self.commitPatience { return }
        guard now >= nextCommit, ledger.hasCommits else { return }
        nextCommit = now + Self.commitInterval
        commitUnderWay = now
        let commits = ledger.takeCommits()
        let code = unsafe PartitionList(commits).lend { unsafe rd_kafka_commit(client.pointer, $0, 1) }
        if code != RD_KAFKA_RESP_ERR_NO_ERROR {
            commitUnderWay = nil
            refused(commits, code)
        }
    }

    /// The answer to a commit that was not waited for.
    private func committed(_ code: rd_kafka_resp_err_t, _ entries: [PartitionList.Entry]) {
        commitUnderWay = nil
        var failed: [TopicPartition: Int64] = [:]
        for entry in entries {
            if code == RD_KAFKA_RESP_ERR_NO_ERROR, entry.error == RD_KAFKA_RESP_ERR_NO_ERROR {
                ledger.confirmed(entry.offset, of: entry.partition)
            } else {
                failed[entry.partition] = entry.offset
            }
        }
        if !failed.isEmpty { refused(failed, code) }
        publish()
    }

    private func refused(_ commits: [TopicPartition: Int64], _ code: rd_kafka_resp_err_t) {
        for (partition, offset) in commits { ledger.refused(offset, of: partition) }
        nextCommit = .now + Self.commitBackoff
        log.logger.debug(
            "a commit was refused and is tried again",
            metadata: ["kafka.error": .string(code.name), "kafka.group": .string(configuration.groupID)])
    }

    /// Commits and waits for the answer, at most until `deadline`: before partitions are given away.
    private func commit(
        _ commits: [TopicPartition: Int64], in client: OpaquePointer, by deadline: ContinuousClock.Instant
    ) {
        guard !commits.isEmpty else { return }
        let queue: OpaquePointer = unsafe rd_kafka_queue_new(client)
        defer { unsafe rd_kafka_queue_destroy(queue) }
        let sent = unsafe PartitionList(commits).lend { unsafe rd_kafka_commit_queue(client, $0, queue, nil, nil) }
        guard sent == RD_KAFKA_RESP_ERR_NO_ERROR,
            let event = unsafe rd_kafka_queue_poll(queue, deadline.millisecondsLeft)
        else {
            log.logger.notice("the last offsets were not committed: their records will be delivered again")
            return
        }
        defer { unsafe rd_kafka_event_destroy(event) }
        let code = unsafe rd_kafka_event_error(event)
        if code != RD_KAFKA_RESP_ERR_NO_ERROR {
            log.logger.notice(
                "the last offsets were not committed: their records will be delivered again",
                metadata: ["kafka.error": .string(code.name)])
        }
    }

    /// After an assignment: where the group stood, for whoever shows the lag.
    private func askForCommitted(_ client: ClientHandle) {
        let now = ContinuousClock.now
        guard now >= nextQuestion, !ledger.isEmpty else { return }
        let unasked = ledger.unasked
        guard !unasked.isEmpty else { return }
        nextQuestion = now + .seconds(1)
        let list = PartitionList(unasked)
        let code = unsafe list.lend { unsafe rd_kafka_committed(client.pointer, $0, 500) }
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { return }
        for entry in list.entries where entry.error == RD_KAFKA_RESP_ERR_NO_ERROR {
            ledger.asked(entry.offset, of: entry.partition)
        }
        publish()
    }

    private func publish() {
        let committed = ledger.committed
        shared.withLock { $0.committed = committed }
    }

    // MARK: Rebalancing

    /// The callbacks of this client.
    static func watch(_ configuration: OpaquePointer) {
        unsafe ClientContext.watchErrors(configuration)
        unsafe rd_kafka_conf_set_rebalance_cb(configuration) { client, code, partitions, _ in
            guard let client = unsafe client, let loop = unsafe ClientContext.of(client) as? ConsumerLoop else {
                return
            }
            unsafe loop.rebalance(client, code, partitions)
        }
        unsafe rd_kafka_conf_set_offset_commit_cb(configuration) { client, code, offsets, _ in
            guard let client = unsafe client, let loop = unsafe ClientContext.of(client) as? ConsumerLoop else {
                return
            }
            unsafe loop.committed(code, PartitionList.entries(copying: offsets))
        }
    }

    /// `list` is librdkafka's; it must be passed on even when it is empty (rdkafka.h, rd_kafka_incremental_assign).
    private func rebalance(
        _ client: OpaquePointer, _ code: rd_kafka_resp_err_t,
        _ list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
    ) {
        let partitions = unsafe PartitionList.entries(copying: list).map(\.partition)
        let isCooperative = unsafe text(rd_kafka_rebalance_protocol(client)) == "COOPERATIVE"
        var failure: KafkaError?
        switch code {
        case RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS:
            hasJoined = true
            ledger.assign(partitions)
            unsafe failure =
                isCooperative
                ? incremental(rd_kafka_incremental_assign(client, list)) : eager(rd_kafka_assign(client, list))
        case RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS:
            let isLost = unsafe rd_kafka_assignment_lost(client) != 0
            let (commits, paused) = ledger.revoke(partitions)
            // Read but not handled: the next owner reads them.
            gathered.remove(partitions)
            // Lost partitions have another owner already: a commit could only set that one back.
            if !isLost { unsafe commit(commits, in: client, by: .now + .seconds(2)) }
            // A pause would outlive the assignment.
            if !paused.isEmpty { unsafe resume(paused, in: client) }
            unsafe failure =
                isCooperative
                ? incremental(rd_kafka_incremental_unassign(client, list)) : eager(rd_kafka_assign(client, nil))
        default:
            _ = ledger.revoke(Array(ledger.assigned))
            gathered = GatheredRecords()
            unsafe failure = eager(rd_kafka_assign(client, nil))
        }
        publish()
        log.logger.info(
            code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS ? "partitions assigned" : "partitions revoked",
            metadata: [
                "kafka.group": .string(configuration.groupID),
                "kafka.partitions": .string(partitions.map(\.description).sorted().joined(separator: " ")),
            ])
        if let failure { log.logger.warning("the assignment could not be changed: \(failure)") }
    }

    private func incremental(_ error: OpaquePointer?) -> KafkaError? {
        unsafe error.map { unsafe KafkaError(stealing: $0, "rebalancing") }
    }

    private func eager(_ code: rd_kafka_resp_err_t) -> KafkaError? {
        code == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : KafkaError(code, "rebalancing")
    }

    // MARK: The end

    /// The order of the end: (1) the loop has left, no batch is being handled; (2) what is done is committed, with an
    /// answer; (3) the consumer leaves its group, which revokes its partitions through the callback, so the queue is
    /// served meanwhile; (4) other threads lose the handle; (5) the client is destroyed. librdkafka 2.0.2 can hang in (3)
    /// when an assignment arrives meanwhile (its issue 4528): after the deadline the client is left behind instead.
    ///
    /// Before that, a join that is under way is given the time to end: a member that goes in the middle of it cannot leave,
    /// and its group waits for it (the embedded broker for minutes).
    func close(_ client: ClientHandle) {
        let deadline = shared.withLock { $0.deadline } ?? .now
        unsafe awaitJoin(client.pointer, by: min(deadline, .now + Self.joinPatience))
        unsafe commit(ledger.takeCommits(), in: client.pointer, by: deadline)
        var isClosed = false
        let queue: OpaquePointer? = unsafe rd_kafka_queue_get_consumer(client.pointer)
        if let queue = unsafe queue {
            if let error = unsafe rd_kafka_consumer_close_queue(client.pointer, queue) {
                log.logger.notice("\(unsafe KafkaError(stealing: error, "closing the consumer"))")
            }
            repeat {
                if let message = unsafe rd_kafka_consumer_poll(client.pointer, min(100, deadline.millisecondsLeft)) {
                    unsafe rd_kafka_message_destroy(message)
                }
                isClosed = unsafe rd_kafka_consumer_closed(client.pointer) != 0
            } while !isClosed && deadline.millisecondsLeft > 0
            unsafe rd_kafka_queue_destroy(queue)
        }
        shared.withLock { shared in
            shared.handle = nil
            shared.committed = [:]
        }
        if isClosed, !hasJoined {
            // librdkafka 2.0.2 aborts the process when a client is destroyed between the answers to JoinGroup and
            // SyncGroup: its cooperative assignor has no state yet and asserts that it has
            // (rd_kafka_sticky_assignor_state_destroy). So a client that never got that far is left behind, closed.
            log.logger.debug("the consumer ends before it has joined its group")
        } else if isClosed {
            client.destroy()
        } else {
            log.logger.warning("the consumer did not leave its group in time and is left behind")
        }
    }

    /// A first join takes a broker up to half a session.
    private static let joinPatience = Duration.seconds(4)

    private func awaitJoin(_ client: OpaquePointer, by deadline: ContinuousClock.Instant) {
        while !hasJoined, deadline.millisecondsLeft > 0 {
            // Records that come already are not handled: nobody commits them, so the next member reads them.
            if let message = unsafe rd_kafka_consumer_poll(client, min(50, deadline.millisecondsLeft)) {
                unsafe rd_kafka_message_destroy(message)
            }
        }
    }
}
