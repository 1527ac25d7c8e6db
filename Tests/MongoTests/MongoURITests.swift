import Mongo
import Testing

struct MongoURITests {
    @Test func `parts of a valid URI`() throws {
        let uri = try MongoURI("mongodb://a:27017,b:27018/orders?replicaSet=rs0&retryWrites=false")
        #expect(uri.database == "orders")
        #expect(uri.replicaSet == "rs0")
        #expect(uri.description == "mongodb://a:27017,b:27018/orders?replicaSet=rs0&retryWrites=false")
        #expect(try MongoURI("mongodb://localhost").database == nil)
    }

    @Test(arguments: [
        "mongodb://ann:s3cret@host/db?authSource=admin&tlsCertificateKeyFilePassword=s3cret&tls=true",
        "mongodb://ann:s3cret@host", "mongodb://ann:s3cret@a,b:1/?appName=x",
    ])
    func `the password is never shown`(_ text: String) throws {
        let shown = try MongoURI(text).description
        #expect(!shown.contains("s3cret"))
        #expect(shown.contains("ann:****@"))
    }

    @Test func `another database keeps everything else`() throws {
        let uri = try MongoURI("mongodb://ann:pw@a,b/admin?replicaSet=rs0").withDatabase("orders")
        #expect(uri.database == "orders")
        #expect(uri.replicaSet == "rs0")
        #expect(uri.description == "mongodb://ann:****@a,b/orders?replicaSet=rs0")
        #expect(try MongoURI("mongodb://a").withDatabase("x").description == "mongodb://a/x")
        #expect(try MongoURI("mongodb://a/?tls=false").withDatabase("x").description == "mongodb://a/x?tls=false")
    }

    @Test(arguments: [
        ("http://localhost", "a MongoDB URI starts with mongodb:// or mongodb+srv://"),
        ("", "a MongoDB URI starts with mongodb:// or mongodb+srv://"),
        ("mongodb://", "the MongoDB URI is not valid: "), ("mongodb://host:99999", "the MongoDB URI is not valid: "),
        ("mongodb://ann:pa/ss@host", "the MongoDB URI is not valid: "),
        ("mongodb://a/b/c", "the MongoDB URI is not valid: "),
    ])
    func `a bad one is misuse, with a sentence and without the password`(_ text: String, _ sentence: String) {
        do {
            _ = try MongoURI(text)
            Issue.record("accepted \(text)")
        } catch {
            #expect(error.kind == .misuse)
            #expect(error.message.hasPrefix(sentence), "\(error.message)")
            #expect(!error.message.contains("pa/") && !error.message.contains("ss@"), "\(error.message)")
        }
    }

    @Test(arguments: ["", "a.b", "a b", "a/b", "a$b", "a\0", String(repeating: "x", count: 64)])
    func `what no database can be called`(_ name: String) {
        #expect(!MongoURI.isDatabaseName(name))
    }
}
