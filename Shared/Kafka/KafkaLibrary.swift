import CRDKafka

/// The C library that the process runs on.
public enum KafkaLibrary {
    /// librdkafka's version as it was loaded, which may be another than the one it was built against: "2.0.2".
    public static var version: String { unsafe text(rd_kafka_version_str()) }
}
