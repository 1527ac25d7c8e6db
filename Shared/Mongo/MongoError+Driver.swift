import BSON
import CMongo

extension MongoError {
    /// Reads the driver's error and, for its labels and write errors, the reply that came with it.
    init(_ error: UnsafePointer<bson_error_t>, reply: BSONDocument?) {
        let domain = unsafe mongoc_error_domain_t(error.pointee.domain)
        let code = unsafe Int32(truncatingIfNeeded: error.pointee.code)
        let labels = reply?["errorLabels"]?.arrayValue?.compactMap(\.stringValue) ?? []
        self.init(
            kind: Self.kind(domain: domain, code: code, labels: labels), code: code, domain: Self.name(of: domain),
            message: unsafe withUnsafeBytes(of: error.pointee.message) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            },
            writeErrors: Self.writeErrors(in: reply), labels: labels)
    }

    static func writeErrors(in reply: BSONDocument?) -> [WriteError] {
        (reply?["writeErrors"]?.arrayValue ?? []).compactMap(\.documentValue).map { error in
            WriteError(
                index: error["index"]?.integerValue.map(Int.init) ?? 0,
                code: error["code"]?.integerValue.flatMap { Int32(exactly: $0) } ?? 0,
                message: error["errmsg"]?.stringValue ?? "")
        }
    }

    private static func kind(domain: mongoc_error_domain_t, code: Int32, labels: [String]) -> Kind {
        if labels.contains(where: passingLabels.contains) { return .unavailable }
        switch domain {
        case MONGOC_ERROR_STREAM, MONGOC_ERROR_SERVER_SELECTION, MONGOC_ERROR_POOL, MONGOC_ERROR_WRITE_CONCERN,
            MONGOC_ERROR_PROTOCOL:
            return .unavailable
        case MONGOC_ERROR_CLIENT:
            return code == Int32(MONGOC_ERROR_CLIENT_AUTHENTICATE.rawValue) ? .rejected : .unavailable
        case MONGOC_ERROR_SERVER, MONGOC_ERROR_QUERY:
            return passing.contains(code) ? .unavailable : .rejected
        case MONGOC_ERROR_SASL, MONGOC_ERROR_SCRAM:
            return .rejected
        case MONGOC_ERROR_COLLECTION:
            return .rejected
        default:
            return .misuse
        }
    }

    private static let passingLabels: Set<String> = [
        "TransientTransactionError", "UnknownTransactionCommitResult", "RetryableWriteError",
    ]

    /// The server's codes that pass by themselves: the retryable ones of the drivers' specifications "Retryable Reads",
    /// "Retryable Writes" and "Server Discovery and Monitoring", a conflict with another write, and running out of time.
    private static let passing: Set<Int32> = [
        6, 7, 24, 50, 64, 89, 91, 94, 112, 134, 189, 202, 237, 246, 262, 290, 9001, 10058, 10107, 11600, 11601, 11602,
        13435,
        13436, 46841,
    ]

    private static func name(of domain: mongoc_error_domain_t) -> String {
        switch domain {
        case MONGOC_ERROR_SERVER, MONGOC_ERROR_QUERY: "server"
        case MONGOC_ERROR_STREAM: "network"
        case MONGOC_ERROR_SERVER_SELECTION: "server selection"
        case MONGOC_ERROR_POOL: "pool"
        case MONGOC_ERROR_WRITE_CONCERN: "write concern"
        case MONGOC_ERROR_PROTOCOL: "protocol"
        case MONGOC_ERROR_SASL, MONGOC_ERROR_SCRAM: "authentication"
        case MONGOC_ERROR_CURSOR: "cursor"
        case MONGOC_ERROR_BSON: "bson"
        case MONGOC_ERROR_COMMAND: "command"
        case MONGOC_ERROR_TRANSACTION: "transaction"
        case MONGOC_ERROR_COLLECTION: "collection"
        default: "client"
        }
    }
}
