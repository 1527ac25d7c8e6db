import CMongo

/// A connection string, checked by libmongoc's own parser. Immutable; any thread.
public struct MongoURI: Sendable {
    let handle: Handle
    private let text: MongoURIText

    /// Throws `misuse` with a sentence that says what is wrong, never with the password.
    public init(_ text: String) throws(MongoError) {
        Driver.start()
        guard text.hasPrefix("mongodb://") || text.hasPrefix("mongodb+srv://") else {
            throw .misuse("a MongoDB URI starts with mongodb:// or mongodb+srv://")
        }
        guard !text.utf8.contains(0) else { throw .misuse("a MongoDB URI holds no NUL") }
        let report = CallReport()
        guard let pointer = unsafe mongoc_uri_new_with_error(text, report.error) else {
            throw .misuse("the MongoDB URI is not valid: \(Self.withoutSecrets(report.failure.message, of: text))")
        }
        handle = unsafe Handle(stealing: pointer)
        self.text = MongoURIText(text)
    }

    /// The parser quotes what it took for a host, which can be a piece of a password that was not percent-encoded.
    private static func withoutSecrets(_ message: String, of text: String) -> String {
        guard text.contains("@"), message.contains("\"") else { return message }
        return "user name and password must be percent-encoded, hosts look like name:27017, separated by commas"
    }

    private init(handle: Handle, text: MongoURIText) {
        self.handle = handle
        self.text = text
    }

    /// The database that the path names; nil when it names none.
    public var database: String? {
        unsafe handle.string(mongoc_uri_get_database)
    }

    /// The replica set that the option `replicaSet` names.
    public var replicaSet: String? {
        unsafe handle.string(mongoc_uri_get_replica_set)
    }

    /// The same servers, credentials and options with another database. The database that checks the credentials stays
    /// the one of before: by default it is the database of the path.
    ///
    /// Precondition: a database name by MongoDB's rules (`isDatabaseName`).
    public func withDatabase(_ name: String) -> MongoURI {
        precondition(Self.isDatabaseName(name), "not a database name")
        let copy = handle.copy()
        copy.setDatabase(name)
        return MongoURI(handle: copy, text: text.withDatabase(name))
    }

    /// The first server alone, to ask it what it is; nil when only DNS knows the servers.
    var firstServer: MongoURI? {
        text.firstServer.flatMap { try? MongoURI($0) }
    }

    /// 1 to 63 bytes without `/\. "$*<>:|?` and NUL (MongoDB manual, "Naming Restrictions").
    public static func isDatabaseName(_ name: String) -> Bool {
        (1...63).contains(name.utf8.count)
            && !name.unicodeScalars.contains { "/\\. \"$*<>:|?\0".unicodeScalars.contains($0) }
    }
}

extension MongoURI: CustomStringConvertible {
    /// As it was given, with the password and secret options masked.
    public var description: String { text.description }
}

extension MongoURI {
    /// The only owner of one `mongoc_uri_t`. Sendable, because nothing changes it after its maker has given it away, and
    /// libmongoc's getters only read.
    @safe final class Handle: @unchecked Sendable {
        private let pointer: OpaquePointer

        init(stealing pointer: OpaquePointer) {
            unsafe self.pointer = pointer
        }

        deinit {
            unsafe mongoc_uri_destroy(pointer)
        }

        func copy() -> Handle {
            unsafe Handle(stealing: mongoc_uri_copy(pointer))
        }

        /// Lends the pointer; the driver copies what it takes.
        func withPointer<R>(_ body: (OpaquePointer) -> R) -> R {
            defer { withExtendedLifetime(self) {} }
            return unsafe body(pointer)
        }

        func string(_ get: (OpaquePointer?) -> UnsafePointer<CChar>?) -> String? {
            unsafe get(pointer).map { unsafe String(cString: $0) }
        }

        func setDatabase(_ name: String) {
            if unsafe mongoc_uri_get_username(pointer) != nil, let source = unsafe string(mongoc_uri_get_auth_source) {
                unsafe mongoc_uri_set_auth_source(pointer, source)
            }
            unsafe mongoc_uri_set_database(pointer, name)
        }

        /// For options that the URI's author may set himself.
        func setDefault(_ option: String, _ value: Int32) {
            guard unsafe !mongoc_uri_has_option(pointer, option) else { return }
            set(option, value)
        }

        func set(_ option: String, _ value: Int32) {
            unsafe mongoc_uri_set_option_as_int32(pointer, option, value)
        }

        func set(_ option: String, _ value: Bool) {
            unsafe mongoc_uri_set_option_as_bool(pointer, option, value)
        }

        func int32(_ option: String, default value: Int32) -> Int32 {
            unsafe mongoc_uri_get_option_as_int32(pointer, option, value)
        }

        func setApplicationName(_ name: String) {
            guard unsafe mongoc_uri_get_option_as_utf8(pointer, MONGOC_URI_APPNAME, nil) == nil else { return }
            unsafe mongoc_uri_set_appname(pointer, name)
        }

        /// Writes are acknowledged by a majority that has them in its journal, reads see only such writes unless they ask
        /// for more (`FindOptions`), both are repeated once by the driver. What the URI says about these does not count: our promises rest on them.
        func setDurability() {
            let writeConcern = unsafe mongoc_write_concern_new()
            defer { unsafe mongoc_write_concern_destroy(writeConcern) }
            unsafe mongoc_write_concern_set_w(writeConcern, MONGOC_WRITE_CONCERN_W_MAJORITY)
            unsafe mongoc_write_concern_set_journal(writeConcern, true)
            unsafe mongoc_uri_set_write_concern(pointer, writeConcern)

            let readConcern = unsafe mongoc_read_concern_new()
            defer { unsafe mongoc_read_concern_destroy(readConcern) }
            unsafe mongoc_read_concern_set_level(readConcern, MONGOC_READ_CONCERN_LEVEL_MAJORITY)
            unsafe mongoc_uri_set_read_concern(pointer, readConcern)

            let primary = unsafe mongoc_read_prefs_new(MONGOC_READ_PRIMARY)
            defer { unsafe mongoc_read_prefs_destroy(primary) }
            unsafe mongoc_uri_set_read_prefs_t(pointer, primary)
            set(MONGOC_URI_RETRYWRITES, true)
            set(MONGOC_URI_RETRYREADS, true)
        }
    }
}
