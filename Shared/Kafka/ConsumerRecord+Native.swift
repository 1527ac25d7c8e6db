import CRDKafka
import Glibc

extension ConsumerRecord {
    /// Copies a message that was read without error; the message stays the caller's.
    init(copying message: UnsafePointer<rd_kafka_message_t>) {
        let fields = unsafe message.pointee
        unsafe self.init(
            topic: text(rd_kafka_topic_name(fields.rkt)), partition: fields.partition, offset: fields.offset,
            timestampMilliseconds: rd_kafka_message_timestamp(message, nil), key: copy(fields.key, fields.key_len),
            value: copy(fields.payload, fields.len), headers: copyHeaders(of: message))
    }

    /// What the record weighs in memory, roughly: what a batch's bound counts.
    var byteCount: Int {
        (key?.count ?? 0) + (value?.count ?? 0) + headers.byteCount
    }
}

/// Null stays nil, empty stays empty.
private func copy(_ bytes: UnsafeRawPointer?, _ count: Int) -> [UInt8]? {
    guard let bytes = unsafe bytes else { return nil }
    return unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: count))
}

private func copyHeaders(of message: UnsafePointer<rd_kafka_message_t>) -> KafkaHeaders {
    var headers = KafkaHeaders()
    // The list belongs to the message. librdkafka parses it at this call; a broken one counts as none.
    var list: OpaquePointer?
    guard unsafe rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list = unsafe list else {
        return headers
    }
    for index in unsafe 0..<rd_kafka_header_cnt(list) {
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var size = 0
        guard unsafe rd_kafka_header_get_all(list, index, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR,
            let name = unsafe name
        else { continue }
        let bytes = unsafe UnsafeRawBufferPointer(start: name, count: strlen(name))
        let content = unsafe value.map { unsafe UnsafeRawBufferPointer(start: $0, count: size) }
        unsafe headers.append(name: bytes, value: content)
    }
    return headers
}
