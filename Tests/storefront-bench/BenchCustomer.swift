import Kafka

/// The customer that is written, alike for all that is measured: its last name shows which write it has.
enum BenchCustomer {
    static func json(lastName: String) -> String {
        #"{\#(parts(lastName)),"creditCards":[]}"#
    }

    /// The event as accounts sends it.
    static func record(topic: String, id: String, lastName: String) -> ProducerRecord {
        let headers = [
            KafkaHeader("ce_id", "6f1c1f0e-3f54-4d0e-9c55-\(id.suffix(12))"), KafkaHeader("ce_source", "/accounts"),
            KafkaHeader("ce_type", "com.storefront.model.CustomerChangeEvent"), KafkaHeader("ce_specversion", "1.0"),
            KafkaHeader("ce_time", "2026-01-02T03:04:05.678Z"), KafkaHeader("ce_subject", id),
            KafkaHeader("ce_sequence", "1"), KafkaHeader("content-type", "application/json"),
            KafkaHeader("__TypeId__", "com.storefront.model.CustomerChangeEvent"),
        ]
        return ProducerRecord(
            topic: topic, key: Array(id.utf8), value: Array(#"{"id":"\#(id)",\#(parts(lastName))}"#.utf8),
            headers: headers)
    }

    private static func parts(_ lastName: String) -> String {
        """
        "name":{"title":"Ms.","firstName":"Mary","lastName":"\(lastName)"},\
        "contact":{"primaryPhone":"456-789-0001","email":"mary@example.com"},\
        "addresses":[{"type":"SHIPPING","description":"Home","address1":"1234 Main Street","city":"Salem",\
        "state":"MA","postalCode":"01970"}]
        """
    }
}
