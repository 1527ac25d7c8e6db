import CRDKafka
import StructuredLogging
import Synchronization

/// Offsets, committed after the effect.
extension ConsumerLoop {
    /// Not after each batch but after each 50 ms with one: a stream of small batches would cost a request each. And one
    /// at a time: while the group waits for its members to join, a broker answers nothing on the coordinator's connection,
    /// and all commits that have gathered there are then refused because their generation is over.
    func commitWhenDue(_ client: ClientHandle) {
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
    func committed(_ code: rd_kafka_resp_err_t, _ entries: [PartitionList.Entry]) {
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

    func refused(_ commits: [TopicPartition: Int64], _ code: rd_kafka_resp_err_t) {
        for (partition, offset) in commits { ledger.refused(offset, of: partition) }
        nextCommit = .now + Self.commitBackoff
        log.logger.debug(
            "a commit was refused and is tried again",
            metadata: ["kafka.error": .string(code.name), "kafka.group": .string(configuration.groupID)])
    }

    /// Commits and waits for the answer, at most until `deadline`: before partitions are given away or begin anew. False
    /// when they are not known to be committed.
    @discardableResult
    func commit(
        _ commits: [TopicPartition: Int64], in client: OpaquePointer, by deadline: ContinuousClock.Instant
    ) -> Bool {
        guard !commits.isEmpty else { return true }
        let queue: OpaquePointer = unsafe rd_kafka_queue_new(client)
        defer { unsafe rd_kafka_queue_destroy(queue) }
        let sent = unsafe PartitionList(commits).lend { unsafe rd_kafka_commit_queue(client, $0, queue, nil, nil) }
        guard sent == RD_KAFKA_RESP_ERR_NO_ERROR,
            let event = unsafe rd_kafka_queue_poll(queue, deadline.millisecondsLeft)
        else {
            log.logger.notice("the last offsets were not committed: their records will be delivered again")
            return false
        }
        defer { unsafe rd_kafka_event_destroy(event) }
        let code = unsafe rd_kafka_event_error(event)
        if code != RD_KAFKA_RESP_ERR_NO_ERROR {
            log.logger.notice(
                "the last offsets were not committed: their records will be delivered again",
                metadata: ["kafka.error": .string(code.name)])
        }
        return code == RD_KAFKA_RESP_ERR_NO_ERROR
    }

    /// After an assignment: where the group stood, for whoever shows the lag.
    func askForCommitted(_ client: ClientHandle) {
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

    func publish() {
        let committed = ledger.committed
        shared.withLock { $0.committed = committed }
    }
}
