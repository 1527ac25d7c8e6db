public import BSON
import CMongo

extension MongoCollection {
    /// Changes the first document that matches and returns it, as it is after the change or, without `returningNew`, as it
    /// was before; nil when none matched.
    public func findOneAndUpdate(
        _ filter: BSONDocument, _ update: MongoUpdate, returningNew: Bool = true, upsert: Bool = false,
        projection: BSONDocument? = nil, sort: BSONDocument? = nil, session: MongoSession? = nil
    ) throws(MongoError) -> BSONDocument? {
        var flags = MONGOC_FIND_AND_MODIFY_NONE.rawValue
        if returningNew { flags |= MONGOC_FIND_AND_MODIFY_RETURN_NEW.rawValue }
        if upsert { flags |= MONGOC_FIND_AND_MODIFY_UPSERT.rawValue }
        return unsafe try findAndModify(filter, flags: flags, projection: projection, sort: sort, session: session) {
            options in
            unsafe update.document.withDriverPointer { unsafe mongoc_find_and_modify_opts_set_update(options, $0) }
        }
    }

    /// Deletes the first document that matches and returns it; nil when none matched.
    public func findOneAndDelete(
        _ filter: BSONDocument, projection: BSONDocument? = nil, sort: BSONDocument? = nil,
        session: MongoSession? = nil
    ) throws(MongoError) -> BSONDocument? {
        unsafe try findAndModify(
            filter, flags: MONGOC_FIND_AND_MODIFY_REMOVE.rawValue, projection: projection, sort: sort, session: session
        ) { _ in true }
    }

    private func findAndModify(
        _ filter: BSONDocument, flags: UInt32, projection: BSONDocument?, sort: BSONDocument?, session: MongoSession?,
        _ configure: (OpaquePointer) -> Bool
    ) throws(MongoError) -> BSONDocument? {
        let options = unsafe mongoc_find_and_modify_opts_new()!
        defer { unsafe mongoc_find_and_modify_opts_destroy(options) }
        // All of these copy what they are given.
        unsafe mongoc_find_and_modify_opts_set_flags(options, mongoc_find_and_modify_flags_t(flags))
        unsafe projection?.withDriverPointer { _ = unsafe mongoc_find_and_modify_opts_set_fields(options, $0) }
        unsafe sort?.withDriverPointer { _ = unsafe mongoc_find_and_modify_opts_set_sort(options, $0) }
        var extra = BSONDocument()
        try session?.append(to: &extra)
        _ = unsafe extra.withDriverPointer { unsafe mongoc_find_and_modify_opts_append(options, $0) }
        guard unsafe configure(options) else { throw .misuse("the update is too large") }

        return unsafe try withDriver(session) { (collection) throws(MongoError) in
            let report = CallReport()
            let done = unsafe filter.withDriverPointer { filter in
                unsafe mongoc_collection_find_and_modify_with_opts(
                    collection, filter, options, report.reply, report.error)
            }
            try report.check(done)
            return report.document["value"]?.documentValue
        }
    }
}
