import BSON
import CMongo

/// Why a call did not do what it should, sorted by who can act.
public struct MongoError: Error, Sendable {
    public enum Kind: Sendable {
        /// The server said no; the same call again will hear the same.
        case rejected
        /// No server, no primary, no connection in time, or interrupted. Try again; whether a write took effect is not known.
        case unavailable
        /// A bug of the caller's, or a URI that cannot be meant.
        case misuse
    }

    /// One operation of a bulk write that the server refused.
    public struct WriteError: Sendable {
        /// Position in the list that was given.
        public let index: Int
        public let code: Int32
        public let message: String

        public init(index: Int, code: Int32, message: String) {
            self.index = index
            self.code = code
            self.message = message
        }
    }

    public let kind: Kind
    /// The server's code when `domain` is "server", else the driver's.
    public let code: Int32
    /// The part of the driver that reports: "server", "network", "server selection", "pool", …
    public let domain: String
    public let message: String
    public let writeErrors: [WriteError]
    /// The server's and driver's hints for transactions (`TransientTransactionError`, `UnknownTransactionCommitResult`).
    let labels: [String]

    public init(kind: Kind, code: Int32, domain: String, message: String, writeErrors: [WriteError] = []) {
        self.init(kind: kind, code: code, domain: domain, message: message, writeErrors: writeErrors, labels: [])
    }

    init(
        kind: Kind, code: Int32, domain: String, message: String, writeErrors: [WriteError], labels: [String]
    ) {
        self.kind = kind
        self.code = code
        self.domain = domain
        self.message = message
        self.writeErrors = writeErrors
        self.labels = labels
    }

    /// A unique index refused the write.
    public var isDuplicateKey: Bool {
        code == Self.duplicateKeyCode || writeErrors.contains { $0.code == Self.duplicateKeyCode }
    }

    /// A change stream cannot go on from its token: the token has left the oplog, or the collection was dropped. What
    /// happened in between must be found by other means.
    public var isResumeTokenLost: Bool {
        // InvalidResumeToken, ChangeStreamFatalError, ChangeStreamHistoryLost
        [260, 280, 286].contains(code) && domain == "server"
    }

    /// The name of the unique index that refused the write, `_id_` for the id itself: a repeated insert of the same id that
    /// meets it has met its own first attempt. Nil when the message of the server does not say.
    public var duplicateKeyIndex: String? {
        guard isDuplicateKey else { return nil }
        let texts = [message] + writeErrors.filter { $0.code == Self.duplicateKeyCode }.map(\.message)
        return texts.lazy.compactMap(Self.indexName).first
    }

    /// The server writes: `E11000 duplicate key error collection: db.c index: name dup key: { … }`.
    private static func indexName(in message: String) -> String? {
        let words = message.split(separator: " ")
        guard let label = words.firstIndex(of: "index:"), label + 1 < words.count else { return nil }
        return String(words[label + 1])
    }

    /// No server to talk to was found in time.
    var isServerSelection: Bool { domain == "server selection" }

    static func misuse(_ message: String) -> MongoError {
        MongoError(kind: .misuse, code: 0, domain: "client", message: message)
    }
}

extension MongoError: CustomStringConvertible {
    public var description: String {
        "MongoDB (\(domain)\(code == 0 ? "" : " \(code)")): \(message)"
    }
}
