import Testing

@testable import Kafka

@Suite struct KafkaClientPropertiesTests {
    @Test func `the properties of the profile confluent are translated`() {
        let client = KafkaClientProperties([
            "SSL_ENDPOINT_IDENTIFICATION_ALGORITHM": "https", "SASL_MECHANISM": "PLAIN", "REQUEST_TIMEOUT_MS": "20000",
            "RETRY_BACKOFF_MS": "500", "SECURITY_PROTOCOL": "SASL_SSL",
            "SASL_JAAS_CONFIG": #"x.PlainLoginModule required username="key" password="secret";"#,
        ])
        #expect(
            client.properties == [
                "ssl.endpoint.identification.algorithm": "https", "sasl.mechanism": "PLAIN",
                "socket.timeout.ms": "20000",
                "retry.backoff.ms": "500", "security.protocol": "sasl_ssl", "sasl.username": "key",
                "sasl.password": "secret",
            ])
        #expect(client.faults.isEmpty)
        #expect(client.ignored.isEmpty)
    }

    @Test func `faults say what was expected and show no secret, the unknown is ignored by name`() {
        let client = KafkaClientProperties([
            "SECURITY_PROTOCOL": "TLS", "REQUEST_TIMEOUT_MS": "soon", "SASL_JAAS_CONFIG": "password=hunter2",
            "MAX_POLL_RECORDS": "5",
        ])
        #expect(client.properties.isEmpty)
        #expect(client.faults.keys.sorted() == ["REQUEST_TIMEOUT_MS", "SASL_JAAS_CONFIG", "SECURITY_PROTOCOL"])
        #expect(client.faults["SECURITY_PROTOCOL"] == #"must be plaintext, ssl, sasl_plaintext, sasl_ssl, not "TLS""#)
        #expect(client.faults["SASL_JAAS_CONFIG"]?.contains("hunter2") == false)
        #expect(client.ignored == ["MAX_POLL_RECORDS"])
    }

    @Test func `certificates are given as PEM files under either name`() {
        #expect(
            KafkaClientProperties([
                "SSL_TRUSTSTORE_LOCATION": "/ca.pem", "SSL_CERTIFICATE_LOCATION": "/me.pem",
                "SSL_KEY_LOCATION": "/me.key",
                "SSL_KEY_PASSWORD": "p",
            ]).properties == [
                "ssl.ca.location": "/ca.pem", "ssl.certificate.location": "/me.pem", "ssl.key.location": "/me.key",
                "ssl.key.password": "p",
            ])
    }

    @Test func `a tool takes the variables of the services, and names each that is wrong`() throws {
        let configuration = try KafkaConfiguration(
            bootstrapServers: "kafka:9093", clientID: "tool",
            environment: [
                "SPRING_KAFKA_SECURITY_PROTOCOL": "SASL_SSL", "SPRING_KAFKA_PROPERTIES_SASL_MECHANISM": "PLAIN",
                "SPRING_KAFKA_PROPERTIES_SASL_USERNAME": "tool", "SPRING_KAFKA_PROPERTIES_SASL_PASSWORD": "secret",
                "SPRING_KAFKA_PROPERTIES_SSL_CA_LOCATION": "/certificates/ca.pem",
                "SPRING_KAFKA_PROPERTIES_MAX_POLL_RECORDS": "5", "PATH": "/bin",
            ])
        #expect(
            configuration.properties == [
                "security.protocol": "sasl_ssl", "sasl.mechanism": "PLAIN", "sasl.username": "tool",
                "sasl.password": "secret", "ssl.ca.location": "/certificates/ca.pem",
            ])
        #expect {
            try KafkaConfiguration(
                bootstrapServers: "kafka:9093", clientID: "tool",
                environment: [
                    "SPRING_KAFKA_SECURITY_PROTOCOL": "TLS",
                    "SPRING_KAFKA_PROPERTIES_SASL_JAAS_CONFIG": "password=hunter2",
                ])
        } throws: { error in
            let message = (error as? KafkaError)?.message ?? ""
            return message.contains("SPRING_KAFKA_PROPERTIES_SECURITY_PROTOCOL must be plaintext")
                && message.contains("SPRING_KAFKA_PROPERTIES_SASL_JAAS_CONFIG must be") && !message.contains("hunter2")
        }
    }
}
