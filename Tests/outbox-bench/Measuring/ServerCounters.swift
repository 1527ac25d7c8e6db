import BSON
import Mongo

/// What a mongod has counted since its start (`serverStatus`), or between two looks.
struct ServerCounters: Sendable {
    /// User and system time of the process.
    var cpuMicroseconds: Int64
    /// Writes that met another one on their document; alone they are repeated inside of the server, in a transaction they
    /// end it.
    var writeConflicts: Int64
    var abortedTransactions: Int64

    static func now(_ client: MongoClient) throws -> ServerCounters {
        let status = try client.database("admin").run(["serverStatus": 1])
        let process = status["extra_info"]?.documentValue
        guard let user = process?["user_time_us"]?.integerValue, let system = process?["system_time_us"]?.integerValue
        else { throw BenchError("serverStatus does not tell the CPU time of mongod") }
        let operation = status["metrics"]?.documentValue?["operation"]?.documentValue
        return ServerCounters(
            cpuMicroseconds: user + system, writeConflicts: operation?["writeConflicts"]?.integerValue ?? 0,
            abortedTransactions: status["transactions"]?.documentValue?["totalAborted"]?.integerValue ?? 0)
    }

    static func - (later: ServerCounters, earlier: ServerCounters) -> ServerCounters {
        ServerCounters(
            cpuMicroseconds: later.cpuMicroseconds - earlier.cpuMicroseconds,
            writeConflicts: later.writeConflicts - earlier.writeConflicts,
            abortedTransactions: later.abortedTransactions - earlier.abortedTransactions)
    }
}

/// Why there are no figures.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
