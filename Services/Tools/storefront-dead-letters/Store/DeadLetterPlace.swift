import StorefrontContracts
import StorefrontTools

/// Where a dead letter lies.
struct DeadLetterPlace: Sendable, Hashable, Comparable, CustomStringConvertible {
    static let maximumValueBytes = DeadLetterTopic.maximumMessageBytes

    /// The dead-letter topic.
    let topic: String
    let partition: Int32
    let offset: Int64

    init(topic: String, partition: Int32, offset: Int64) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
    }

    /// "orders.status.change.accounts.dlt/0@12"
    init(argument text: String) throws(UsageMistake) {
        guard let slash = text.lastIndex(of: "/"), let at = text.lastIndex(of: "@"), slash < at,
            let partition = Int32(text[text.index(after: slash)..<at]), partition >= 0,
            let offset = Int64(text[text.index(after: at)...]), offset >= 0
        else { throw UsageMistake("\(text.debugDescription) is not TOPIC/PARTITION@OFFSET") }
        topic = String(text[..<slash])
        guard topic.hasSuffix(DeadLetterTopic.suffix) else {
            throw UsageMistake(
                "\(topic.debugDescription) is no dead-letter topic: those end with \(DeadLetterTopic.suffix)")
        }
        self.partition = partition
        self.offset = offset
    }

    var description: String { "\(topic)/\(partition)@\(offset)" }

    static func < (a: DeadLetterPlace, b: DeadLetterPlace) -> Bool {
        (a.topic, a.partition, a.offset) < (b.topic, b.partition, b.offset)
    }
}
