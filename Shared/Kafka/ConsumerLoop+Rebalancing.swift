import CRDKafka
import StructuredLogging

/// Partitions come and go, between two batches.
extension ConsumerLoop {
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
    func rebalance(
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

    func incremental(_ error: OpaquePointer?) -> KafkaError? {
        unsafe error.map { unsafe KafkaError(stealing: $0, "rebalancing") }
    }

    func eager(_ code: rd_kafka_resp_err_t) -> KafkaError? {
        code == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : KafkaError(code, "rebalancing")
    }
}
