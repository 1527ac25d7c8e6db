import CRDKafka
import Synchronization

/// What waits for the report of one record; the message's opaque while librdkafka has it.
final class DeliveryReport {
    private let delivered: @Sendable (Result<RecordMetadata, KafkaError>) -> Void

    init(_ delivered: @escaping @Sendable (Result<RecordMetadata, KafkaError>) -> Void) { self.delivered = delivered }

    /// Hands the message to librdkafka. On success the report owns itself until its one callback; a failure is returned
    /// and `delivered` not called.
    func queue(_ record: ProducerRecord, in client: OpaquePointer) -> rd_kafka_resp_err_t {
        let headers = unsafe nativeHeaders(record.headers)
        let opaque = unsafe Unmanaged.passRetained(self)
        let code = unsafe withBytes(of: record.key) { key, keySize in
            unsafe withBytes(of: record.value) { value, valueSize in
                // -1 is RD_KAFKA_PARTITION_UA: the partitioner chooses.
                unsafe storefront_rd_kafka_produce(
                    client, record.topic, record.partition ?? -1, key, keySize, value, valueSize, headers,
                    opaque.toOpaque())
            }
        }
        if code != RD_KAFKA_RESP_ERR_NO_ERROR {
            unsafe opaque.release()
            if let headers = unsafe headers { unsafe rd_kafka_headers_destroy(headers) }
        }
        return code
    }

    /// Reports come to the thread that polls; every message that was queued gets exactly one, a purged one too.
    static func watch(_ configuration: OpaquePointer) {
        unsafe rd_kafka_conf_set_dr_msg_cb(configuration) { client, message, _ in
            guard let client = unsafe client, let message = unsafe message else { return }
            let fields = unsafe message.pointee
            guard let opaque = unsafe fields._private else { return }
            let report = unsafe Unmanaged<DeliveryReport>.fromOpaque(opaque).takeRetainedValue()
            if unsafe fields.err == RD_KAFKA_RESP_ERR_NO_ERROR {
                unsafe ClientContext.of(client).broker.answered()
                unsafe report.delivered(.success(RecordMetadata(partition: fields.partition, offset: fields.offset)))
            } else {
                let topic = unsafe text(rd_kafka_topic_name(fields.rkt))
                let error = unsafe KafkaError(fields.err, "a record for \(topic) was not delivered")
                if unsafe isFencing(fields.err) { unsafe ClientContext.of(client).fencing.withLock { $0 = error } }
                report.delivered(.failure(error))
            }
        }
    }

    func fail(_ error: KafkaError) { delivered(.failure(error)) }
}

/// After records that timed out, librdkafka goes on with a higher epoch of its producer id. A broker may refuse that (the
/// embedded one does), for this client and for ever, and librdkafka does not call it fatal.
private func isFencing(_ code: rd_kafka_resp_err_t) -> Bool {
    code == RD_KAFKA_RESP_ERR_PRODUCER_FENCED || code == RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH
}

/// Nil for no headers. The list is the caller's until a message takes it.
private func nativeHeaders(_ headers: [KafkaHeader]) -> OpaquePointer? {
    guard !headers.isEmpty else { return nil }
    let list: OpaquePointer = unsafe rd_kafka_headers_new(headers.count)
    for header in headers {
        // Fails only for a list that a message owns already. Size -1: the name ends with its zero byte.
        unsafe withBytes(of: header.value) { value, size in
            _ = unsafe rd_kafka_header_add(list, header.name, -1, value, size)
        }
    }
    return unsafe list
}

/// Nil is a null pointer, empty is a pointer to nothing: librdkafka tells them apart by the pointer alone.
private func withBytes<R>(of bytes: [UInt8]?, _ body: (UnsafeRawPointer?, Int) -> R) -> R {
    guard let bytes else { return body(nil, 0) }
    guard !bytes.isEmpty else {
        var nothing: UInt8 = 0
        return unsafe withUnsafeBytes(of: &nothing) { unsafe body($0.baseAddress, 0) }
    }
    return unsafe bytes.withUnsafeBytes { unsafe body($0.baseAddress, $0.count) }
}
