import BSON
import Mongo
import TestSupport

extension Fleet {
    /// Documents of accounts with events that are not published yet; -1 when the database does not say.
    var waitingInAccounts: Int64 {
        (try? collection("customer.accounts", of: .accounts).count(["outbox.0": ["$exists": true]])) ?? -1
    }
}
