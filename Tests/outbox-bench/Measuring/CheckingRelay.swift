import Mongo
import Outbox
import Threads

/// A relay as the services have it, without a broker: takes what it is told of, up to 100 aggregates at a time, and
/// removes it. It holds the design to its promise: of each aggregate every version, once, in order.
final class CheckingRelay: Sendable {
    private struct Box {
        var told: Set<DocumentKey> = []
        var isEnding = false
        var hasEnded = false
        var published = 0
        var failure: (any Error)?
    }

    private let design: any OutboxDesign
    private let box = Signal(Box())

    init(_ design: any OutboxDesign) {
        self.design = design
        // Nobody joins it: `finish` waits until it has ended.
        _ = NamedThread("relay") { [self] in
            var next: [DocumentKey: Int64] = [:]
            while let keys = takeKeys() {
                do {
                    let count = try publish(keys, &next)
                    box.update { $0.published += count }
                } catch {
                    box.update {
                        $0.failure = error
                        $0.isEnding = true
                        $0.told = []
                    }
                }
            }
            box.update { $0.hasEnded = true }
        }
    }

    func tell(_ key: DocumentKey) { box.update { if $0.failure == nil { $0.told.insert(key) } } }

    /// How many events were published, after all of them are.
    func finish() throws -> Int {
        box.update { $0.isEnding = true }
        let end = box.wait(until: nil) { $0.hasEnded ? ($0.published, $0.failure) : nil }
        guard let end else { return 0 }
        if let failure = end.1 { throw failure }
        return end.0
    }

    /// Nil at the end, when nothing is left.
    private func takeKeys() -> [DocumentKey]? {
        let keys: [DocumentKey] =
            box.wait(until: nil) { box in
                if box.told.isEmpty { return box.isEnding ? [] : nil }
                let keys = Array(box.told.prefix(100))
                box.told.subtract(keys)
                return keys
            } ?? []
        return keys.isEmpty ? nil : keys
    }

    private func publish(_ keys: [DocumentKey], _ next: inout [DocumentKey: Int64]) throws -> Int {
        let found = try design.events(of: keys)
        guard !found.isEmpty else { return 0 }
        for (key, events) in found {
            for event in events {
                let expected = next[key] ?? 2
                guard event.sequence == expected else {
                    throw BenchError("\(key.id): version \(event.sequence) came where \(expected) was due")
                }
                next[key] = expected + 1
            }
        }
        try design.remove(found.map { ($0.key, $0.events.map(\.id)) })
        // There may be more than one answer holds.
        let long = found.filter { $0.events.count >= OutboxStore.maximumEvents }.map(\.key)
        if !long.isEmpty { box.update { $0.told.formUnion(long) } }
        return found.reduce(0) { $0 + $1.events.count }
    }
}
