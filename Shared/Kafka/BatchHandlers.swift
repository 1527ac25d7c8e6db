import Synchronization
import Threads

/// Hands batches of different partitions to the handler: one on the calling thread, several also on threads beside it.
///
/// Most of a batch's time goes by while the database writes its journal, so batches that wait together cost little more
/// than one. Records of one partition are never handled by two threads at once.
final class BatchHandlers: Sendable {
    private let handle: @Sendable ([ConsumerRecord]) -> BatchOutcome
    /// Nil when the calling thread is all there is.
    private let helpers: WorkerPool?
    private let helperCount: Int

    /// - Parameter threads: the calling one counts, too.
    init(threads: Int, handle: @escaping @Sendable ([ConsumerRecord]) -> BatchOutcome) {
        self.handle = handle
        helperCount = threads - 1
        helpers =
            threads > 1 ? WorkerPool(name: "kafka-batch", threads: threads - 1, queueLimit: threads - 1) : nil
    }

    /// The outcome of each batch, in their order; returns when all are handled.
    func handle(_ batches: [[ConsumerRecord]]) -> [BatchOutcome] {
        guard batches.count > 1, let helpers else { return batches.map(handle) }
        let work = SharedWork(batches, handle)
        for _ in 0..<min(helperCount, batches.count - 1) { _ = helpers.submit(work.run) }
        // What nobody has taken is handled here, so a pool that refuses costs time and nothing else.
        work.run()
        return work.outcomes()
    }
}

/// Batches that several threads take from until none is left.
private final class SharedWork: Sendable {
    private let batches: [[ConsumerRecord]]
    private let handle: @Sendable ([ConsumerRecord]) -> BatchOutcome
    private let next = Atomic(0)
    private let finished = Signal<[Int: BatchOutcome]>([:])

    init(_ batches: [[ConsumerRecord]], _ handle: @escaping @Sendable ([ConsumerRecord]) -> BatchOutcome) {
        self.batches = batches
        self.handle = handle
    }

    @Sendable func run() {
        while true {
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < batches.count else { return }
            let outcome = handle(batches[index])
            finished.update { $0[index] = outcome }
        }
    }

    func outcomes() -> [BatchOutcome] {
        finished.wait(until: nil) { [count = batches.count] outcomes in
            outcomes.count == count ? (0..<count).compactMap { outcomes[$0] } : nil
        } ?? []
    }
}
