import CRDKafka

/// One call of librdkafka's admin interface: options and a queue of its own, an event as the answer.
enum AdminRequest {
    /// `send` starts the call; `read` gets the answer's event, which lives until it returns.
    static func run<R>(
        _ operation: rd_kafka_admin_op_t, _ client: ClientHandle, _ context: String, timeout: Duration,
        send: (_ options: OpaquePointer, _ queue: OpaquePointer) -> Void,
        read: (_ event: OpaquePointer) throws(KafkaError) -> R
    ) throws(KafkaError) -> R {
        let milliseconds = Int32(max(1, timeout.wholeMilliseconds))
        let options: OpaquePointer = unsafe rd_kafka_AdminOptions_new(client.pointer, operation)
        defer { unsafe rd_kafka_AdminOptions_destroy(options) }
        let queue: OpaquePointer = unsafe rd_kafka_queue_new(client.pointer)
        defer { unsafe rd_kafka_queue_destroy(queue) }
        var fault = [CChar](repeating: 0, count: 256)
        unsafe rd_kafka_AdminOptions_set_request_timeout(options, milliseconds, &fault, fault.count)
        if operation != RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS {
            // How long the broker may wait until the change is known in the whole cluster.
            unsafe rd_kafka_AdminOptions_set_operation_timeout(options, milliseconds, &fault, fault.count)
        }
        unsafe send(options, queue)
        guard let event = unsafe rd_kafka_queue_poll(queue, milliseconds &+ 500) else {
            throw .timedOut("\(context): no answer within \(timeout)")
        }
        defer { unsafe rd_kafka_event_destroy(event) }
        let code = unsafe rd_kafka_event_error(event)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code, context) }
        return try unsafe read(event)
    }

    /// The results of a request about several topics: name, code and the broker's sentence of each.
    static func topicResults(
        _ results: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int
    ) -> [(name: String, code: rd_kafka_resp_err_t, reason: String)] {
        guard let results = unsafe results else { return [] }
        return (0..<count).map { index in
            let result = unsafe results[index]
            let code = unsafe rd_kafka_topic_result_error(result)
            let reason = unsafe text(rd_kafka_topic_result_error_string(result))
            return (unsafe text(rd_kafka_topic_result_name(result)), code, reason.isEmpty ? code.text : reason)
        }
    }
}
