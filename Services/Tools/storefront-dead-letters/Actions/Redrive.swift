import Kafka
import StructuredLogging

/// Sends the original records of dead letters to their topics again, then notes that they are done.
///
/// In this order: after an interruption a record may be sent once more, which its consumers recognize, and none is
/// forgotten.
struct Redrive {
    private static let batchCount = 200
    private static let batchBytes = 4 << 20

    let store: DeadLetterStore
    let selection: DeadLetterSelection
    /// Also those that are done with.
    let again: Bool

    func run() throws -> ActionReport {
        var report = ActionReport(outcome: .redriven)
        // What fails once more comes back as a new dead letter while this goes on: only those that are there now count.
        let chosen = Set(try store.letters(in: selection).map(\.place))
        report.missing(from: selection, found: chosen)
        let topics = try store.topics()
        var batch = Batch()
        try store.forEach(in: .places(chosen)) { letter, record in
            if let mark = letter.handled, !again { return report.skip(letter, mark, selection) }
            switch original(letter, record, topics) {
            case .failure(let obstacle):
                report.failures.append(.init(place: letter.place, reason: obstacle.reason))
            case .success(let original):
                if !batch.hasRoom(for: letter) { try send(&batch, &report) }
                batch.append(letter, original)
            }
        }
        try send(&batch, &report)
        return report
    }

    /// Records of dead letters of one topic.
    private struct Batch {
        private(set) var letters: [DeadLetter] = []
        private(set) var records: [ProducerRecord] = []
        private var bytes = 0

        func hasRoom(for letter: DeadLetter) -> Bool {
            guard let topic = letters.first?.place.topic else { return true }
            return topic == letter.place.topic && letters.count < batchCount && bytes < batchBytes
        }

        mutating func append(_ letter: DeadLetter, _ record: ProducerRecord) {
            letters.append(letter)
            records.append(record)
            bytes += record.value?.count ?? 0
        }
    }

    private struct Obstacle: Error {
        let reason: String
    }

    private func original(
        _ letter: DeadLetter, _ record: ConsumerRecord, _ topics: [String: Int]
    ) -> Result<ProducerRecord, Obstacle> {
        guard let source = letter.source else {
            return .failure(Obstacle(reason: "its headers do not say where it came from"))
        }
        guard let partitions = topics[source.topic] else {
            return .failure(Obstacle(reason: "there is no topic \(source.topic)"))
        }
        guard letter.isPart else {
            return .success(DeadLetter.original(of: record, source: source, partitions: partitions))
        }
        let what = letter.cutKeyBytes == nil ? "its value" : "most of it"
        do throws(KafkaError) {
            guard let whole = try store.sourceRecord(of: letter) else {
                return .failure(Obstacle(reason: "\(what) was only at \(source), and is not there any more"))
            }
            return .success(DeadLetter.original(of: whole, source: source, partitions: partitions))
        } catch {
            return .failure(Obstacle(reason: "\(what) is only at \(source), which cannot be read: \(error)"))
        }
    }

    private func send(_ batch: inout Batch, _ report: inout ActionReport) throws {
        guard let topic = batch.letters.first?.place.topic else { return }
        defer { batch = Batch() }
        var sent: [(letter: DeadLetter, mark: HandledMark)] = []
        let now = UTCTimestamp.now().milliseconds
        for (index, result) in try store.send(batch.records).enumerated() {
            let letter = batch.letters[index]
            switch result {
            case .success(let metadata):
                let target = "\(batch.records[index].topic)/\(metadata.partition)@\(metadata.offset)"
                sent.append(
                    (letter, HandledMark(subject: letter.subject, outcome: .redriven, at: now, target: target)))
            case .failure(let error):
                report.failures.append(.init(place: letter.place, reason: "it was not sent: \(error)"))
            }
        }
        let faults = try store.note(sent.map(\.mark), of: topic)
        for ((letter, mark), fault) in zip(sent, faults) {
            if let fault {
                report.failures.append(
                    .init(
                        place: letter.place,
                        reason: "it was sent to \(mark.target ?? ""), but stays open: that could not be noted: \(fault)"
                    ))
            } else {
                report.done.append((letter.place, mark.target))
            }
        }
    }
}
