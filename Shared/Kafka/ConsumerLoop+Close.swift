import CRDKafka
import StructuredLogging
import Synchronization

extension ConsumerLoop {
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

    func awaitJoin(_ client: OpaquePointer, by deadline: ContinuousClock.Instant) {
        while !hasJoined, deadline.millisecondsLeft > 0 {
            // Records that come already are not handled: nobody commits them, so the next member reads them.
            if let message = unsafe rd_kafka_consumer_poll(client, min(50, deadline.millisecondsLeft)) {
                unsafe rd_kafka_message_destroy(message)
            }
        }
    }
}
