import Kafka
import StructuredLogging

/// Sends the original records of dead letters to their topics again, each once, then notes that they are done.
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
        var targets: [Origin: String] = [:]
        try store.forEach(in: .places(chosen)) { letter, record in
            if let mark = letter.handled, !again { return report.skip(letter, mark, selection) }
            guard let source = letter.source else {
                report.failures.append(
                    .init(place: letter.place, reason: "its headers do not say where it came from"))
                return
            }
            if !batch.hasRoom(for: letter) { try send(&batch, &targets, &report) }
            let origin = Origin(source: source, timestamp: letter.sourceTimestamp)
            if targets[origin] == nil, !batch.holds(origin) {
                switch original(letter, record, source, topics) {
                case .failure(let obstacle):
                    report.failures.append(.init(place: letter.place, reason: obstacle.reason))
                    return
                case .success(let original): batch.append(original, of: origin)
                }
            }
            batch.append(letter, of: origin)
        }
        try send(&batch, &targets, &report)
        return report
    }

    /// The record that a dead letter is of. Groups that could not apply the same one have a dead letter each, and all of
    /// them read what is sent again.
    private struct Origin: Hashable {
        let source: DeadLetter.Source
        let timestamp: Int64?
    }

    /// Dead letters of one topic, and those of their records that are still to be sent.
    private struct Batch {
        private(set) var letters: [(letter: DeadLetter, origin: Origin)] = []
        private(set) var records: [(origin: Origin, record: ProducerRecord)] = []
        private var origins: Set<Origin> = []
        private var bytes = 0

        func hasRoom(for letter: DeadLetter) -> Bool {
            guard let topic = letters.first?.letter.place.topic else { return true }
            return topic == letter.place.topic && letters.count < batchCount && bytes < batchBytes
        }

        func holds(_ origin: Origin) -> Bool { origins.contains(origin) }

        mutating func append(_ letter: DeadLetter, of origin: Origin) { letters.append((letter, origin)) }

        mutating func append(_ record: ProducerRecord, of origin: Origin) {
            records.append((origin, record))
            origins.insert(origin)
            bytes += record.value?.count ?? 0
        }
    }

    private struct Obstacle: Error {
        let reason: String
    }

    private func original(
        _ letter: DeadLetter, _ record: ConsumerRecord, _ source: DeadLetter.Source, _ topics: [String: Int]
    ) -> Result<ProducerRecord, Obstacle> {
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

    /// - Parameter targets: where the records that this run has sent are now.
    private func send(_ batch: inout Batch, _ targets: inout [Origin: String], _ report: inout ActionReport) throws {
        guard let topic = batch.letters.first?.letter.place.topic else { return }
        defer { batch = Batch() }
        var errors: [Origin: KafkaError] = [:]
        for ((origin, record), result) in zip(batch.records, try store.send(batch.records.map(\.record))) {
            switch result {
            case .success(let metadata): targets[origin] = "\(record.topic)/\(metadata.partition)@\(metadata.offset)"
            case .failure(let error): errors[origin] = error
            }
        }
        var sent: [(letter: DeadLetter, mark: HandledMark)] = []
        let now = UTCTimestamp.now().milliseconds
        for (letter, origin) in batch.letters {
            if let error = errors[origin] {
                report.failures.append(.init(place: letter.place, reason: "it was not sent: \(error)"))
            } else {
                let mark = HandledMark(subject: letter.subject, outcome: .redriven, at: now, target: targets[origin])
                sent.append((letter, mark))
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
