/// Looks at the broker's topics.
package protocol TopicLook: Sendable {
    /// - Parameter topics: those that services publish to or read; their dead letters are looked for, too.
    func look(at topics: Set<String>) throws(ToolFailure) -> TopicsReport
}

package struct TopicsReport: Sendable, Equatable {
    package struct Topic: Sendable, Equatable {
        package let name: String
        package let partitions: Int
        package let records: Int64

        package init(name: String, partitions: Int, records: Int64) {
            self.name = name
            self.partitions = partitions
            self.records = records
        }
    }

    package struct Letter: Sendable, Equatable {
        package let topic: String
        /// "topic/partition@offset" of the record that could not be applied.
        package let origin: String
        package let key: String?
        package let code: String
        package let reason: String

        package init(topic: String, origin: String, key: String?, code: String, reason: String) {
            self.topic = topic
            self.origin = origin
            self.key = key
            self.code = code
            self.reason = reason
        }
    }

    package var topics: [Topic]
    package var deadLetters: Int64
    /// The first ones.
    package var letters: [Letter]

    package init(topics: [Topic], deadLetters: Int64, letters: [Letter]) {
        self.topics = topics
        self.deadLetters = deadLetters
        self.letters = letters
    }
}
