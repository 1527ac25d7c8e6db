import Settings
import Testing

@Suite struct MaskingTests {
    @Test(arguments: [
        ("mongodb://mongo:27017/orders", "mongodb://mongo:27017/orders"),
        ("mongodb://user@mongo:27017/orders", "mongodb://user@mongo:27017/orders"),
        (
            "mongodb://user:pa55@mongo:27017/orders?replicaSet=rs0",
            "mongodb://user:******@mongo:27017/orders?replicaSet=rs0"
        ),
        ("mongodb+srv://user:p%40ss@a,b:1/x", "mongodb+srv://user:******@a,b:1/x"),
        ("mongodb://user:p@ss/w:rd@mongo/x", "mongodb://user:******@mongo/x"),
        ("http://a:80/,http://u:secret@b/", "http://a:******@b/"),
        (
            "mongodb://a/?tls=true&tlsCertificateKeyFilePassword=abc&w=1",
            "mongodb://a/?tls=true&tlsCertificateKeyFilePassword=******&w=1"
        ),
        ("module required username=\"a\" PASSWORD=\"b\";", "module required username=\"a\" PASSWORD=******;"),
        ("user@example.org", "user@example.org"),
        ("password=", "password="),
    ])
    func `passwords within a value are not shown`(value: String, shown: String) {
        let reader = SettingsReader(environment: ["URI": value])
        #expect(reader.string(SettingKey("URI", help: ""), default: "") == value)
        #expect(reader.integer(SettingKey("URI", help: ""), default: 0, in: 0...1) == 0)
        #expect(reader.described.map(\.value) == [shown])
        #expect(throws: SettingsFaults.self) { try reader.finish() }
        do { try reader.finish() } catch { #expect(error.faults[0].message.hasSuffix(", not \"\(shown)\"")) }
    }

    @Test func `a secret is not shown, wherever it comes from`() {
        let key = SettingKey("KEY", aliases: ["KEY_2"], help: "", isSecret: true)
        for environment in [["KEY": "abc"], ["KEY_2": "abc"], [:]] {
            let reader = SettingsReader(environment: environment)
            #expect(reader.string(key, default: "abc") == "abc")
            #expect(reader.described.map(\.value) == ["******"])
        }
    }
}
