import CRDKafka

/// Owns one librdkafka client. Ends by an explicit `destroy`, at the place in a shutdown where it belongs, not by the
/// last reference.
@safe
final class ClientHandle: @unchecked Sendable {
    // Safe to share: the pointer never changes and librdkafka's client is thread-safe (rdkafka.h, "rd_kafka_t"). Who
    // destroys it sees to it that nobody else uses it: see the owner's `stop`.
    let pointer: OpaquePointer
    private let retainedContext: Unmanaged<ClientContext>

    /// `configure` sets the callbacks; they get the context through `ClientContext.of`.
    init(
        _ kind: rd_kafka_type_t, _ settings: ClientSettings, context: ClientContext,
        configure: (_ configuration: OpaquePointer) -> Void = { _ in }
    ) throws(KafkaError) {
        let configuration: OpaquePointer = unsafe rd_kafka_conf_new()
        for (name, value) in settings.properties {
            if let fault = unsafe set(configuration, name, value) {
                unsafe rd_kafka_conf_destroy(configuration)
                throw .misuse("the Kafka property \(name) cannot be \"\(value)\": \(fault)")
            }
        }
        unsafe retainedContext = .passRetained(context)
        unsafe rd_kafka_conf_set_opaque(configuration, retainedContext.toOpaque())
        unsafe rd_kafka_conf_set_log_cb(configuration) { client, level, facility, line in
            guard let client = unsafe client else { return }
            unsafe ClientContext.of(client).log.library(level: level, facility: text(facility), line: text(line))
        }
        unsafe configure(configuration)
        var fault = [CChar](repeating: 0, count: 512)
        guard let client = unsafe rd_kafka_new(kind, configuration, &fault, fault.count) else {
            // rd_kafka_new takes the configuration only when it succeeds (rdkafka.h).
            unsafe rd_kafka_conf_destroy(configuration)
            unsafe retainedContext.release()
            throw .misuse("no Kafka client: \(unsafe text(fault))")
        }
        unsafe pointer = client
    }

    /// Ends the client's threads; blocks until they have. Nobody may use the handle during and after this call.
    /// No message may be outstanding (a producer's reports would be lost), a consumer must be closed.
    func destroy() {
        unsafe rd_kafka_destroy_flags(pointer, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
        // The last callback was in rd_kafka_destroy.
        unsafe retainedContext.release()
    }

    /// The fatal error that has made this client unusable, if one has.
    var fatalError: KafkaError? {
        var reason = [CChar](repeating: 0, count: 512)
        let code = unsafe rd_kafka_fatal_error(pointer, &reason, reason.count)
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        return KafkaError(
            code: code.rawValue, name: code.name, message: unsafe text(reason), isFatal: true, isRetriable: true)
    }

    /// Does a broker answer within `timeout`? Asks for the metadata of the topics that this client uses.
    func reachesBroker(within timeout: Duration) -> Bool {
        var metadata: UnsafePointer<rd_kafka_metadata>?
        let code = unsafe rd_kafka_metadata(pointer, 0, nil, &metadata, Int32(timeout.wholeMilliseconds))
        if let metadata = unsafe metadata { unsafe rd_kafka_metadata_destroy(metadata) }
        return code == RD_KAFKA_RESP_ERR_NO_ERROR
    }
}

/// Nil when the property was set, else why not.
private func set(_ configuration: OpaquePointer, _ name: String, _ value: String) -> String? {
    var fault = [CChar](repeating: 0, count: 512)
    guard unsafe rd_kafka_conf_set(configuration, name, value, &fault, fault.count) != RD_KAFKA_CONF_OK else {
        return nil
    }
    return unsafe text(fault)
}
