import BSON
import Mongo
import StructuredLogging
import Threads

/// Tells the relay at once what other processes have put into the collection's outbox: a change stream, open only while
/// this process has the lease and there are others.
///
/// What it misses, before its start or when its place has left the oplog, the relay's sweep finds within a second.
final class OutboxWatch: Sendable {
    private static let maxAwait = Duration.milliseconds(500)
    private static let pause = Duration.milliseconds(500)

    private struct Mode: Sendable {
        var isWanted = false
        var isEnding = false
        var hasEnded = false
    }
    private struct Interrupted: Error, CustomStringConvertible {
        let description: String
    }

    private let collection: MongoCollection
    private let logger: Logger
    private let mode = Signal(Mode())

    init(_ collection: MongoCollection, logger: Logger) {
        self.collection = collection
        self.logger = logger
    }

    func setWanted(_ isWanted: Bool) { mode.update { $0.isWanted = isWanted } }

    func end() { mode.update { $0.isEnding = true } }

    /// After `end`; within `maxAwait` as a rule.
    func waitForEnd(by deadline: ContinuousClock.Instant) -> Bool {
        mode.wait(until: deadline) { $0.hasEnded ? true : nil } ?? false
    }

    /// Runs until `end`. `found` is called with each document that got events.
    func run(found: (DocumentKey) -> Void) {
        while mode.wait(until: nil, for: { $0.isEnding ? false : $0.isWanted ? true : nil }) == true {
            do {
                try follow(found)
            } catch {
                // The driver goes on by itself over a lost primary; from any other end the stream begins anew.
                logger.debug(
                    "the change stream of an outbox broke off, opening it again",
                    metadata: ["outbox.collection": .string(collection.name), "error.message": .string("\(error)")])
                _ = mode.wait(until: .now + Self.pause) { $0.isEnding ? true : nil }
            }
        }
        mode.update { $0.hasEnded = true }
    }

    private func follow(_ found: (DocumentKey) -> Void) throws {
        var silence = 0
        var last = ContinuousClock.now
        try collection.watch(Self.pipeline, resumeAfter: nil, maxAwait: Self.maxAwait) { event in
            if let event {
                silence = 0
                guard let id = event["documentKey"]?.documentValue?["_id"] else {
                    throw Interrupted(description: "the collection was dropped or renamed")
                }
                found(DocumentKey(id))
            } else {
                // A cursor that the server has closed answers nothing, without waiting.
                silence = last.duration(to: .now) < .milliseconds(50) ? silence + 1 : 0
                if silence >= 10 { throw Interrupted(description: "the server has closed it") }
            }
            last = .now
            return mode.update { $0.isWanted && !$0.isEnding }
        }
    }

    /// Inserts, replacements and updates that touch `outbox` or an element of it; and the stream's own end.
    private static let pipeline: [BSONDocument] = [
        [
            "$match": [
                "$or": [
                    [
                        "operationType": ["$in": ["insert", "replace"]],
                        "fullDocument.outbox.0": ["$exists": true],
                    ],
                    [
                        "operationType": "update",
                        "$expr": [
                            "$anyElementTrue": [
                                [
                                    "$map": [
                                        "input": [
                                            "$objectToArray": [
                                                "$ifNull": ["$updateDescription.updatedFields", ["$literal": [:]]]
                                            ]
                                        ],
                                        "in": ["$eq": [["$indexOfBytes": ["$$this.k", "outbox"]], 0]],
                                    ]
                                ]
                            ]
                        ],
                    ],
                    ["operationType": ["$in": ["drop", "rename", "dropDatabase", "invalidate"]]],
                ]
            ]
        ],
        ["$project": ["documentKey": 1]],
    ]
}
