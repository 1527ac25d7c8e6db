import BSON
import CommandLineOptions
import Mongo

/// What MongoDB's answer to `hello` says of its deployment.
enum ReplicaSetCheck: Equatable {
    /// Has transactions and majority writes that survive a failover.
    case usable
    /// `mongod --replSet` runs, but nobody has called `rs.initiate()` yet: a matter of time.
    case notInitiated
    case standalone

    init(hello: BSONDocument) {
        if hello["setName"] != nil || hello["msg"]?.stringValue == "isdbgrid" {
            self = .usable
        } else if hello["isreplicaset"]?.boolValue == true {
            self = .notInitiated
        } else {
            self = .standalone
        }
    }

    static func failure(uri: MongoURI) -> HostFailure {
        HostFailure(
            sentence: """
                SPRING_DATA_MONGODB_URI: the MongoDB at \(uri) is not a replica set, which the events need; start it \
                with `mongod --replSet rs0` and call `rs.initiate()` once in its shell
                """,
            exitCode: ExitCode.configuration)
    }

    static let notInitiatedSentence =
        "MongoDB runs with --replSet, but its replica set is not initiated: call `rs.initiate()` once in its shell"
}
