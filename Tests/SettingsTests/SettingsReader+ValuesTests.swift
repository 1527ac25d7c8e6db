import Settings
import Testing

@Suite struct SettingsReaderValuesTests {
    private let key = SettingKey("KEY", help: "")

    private func reader(_ text: String) -> SettingsReader { SettingsReader(environment: ["KEY": text]) }

    @Test(arguments: [
        ("1", 1), (" 42\n", 42), ("-7", -7), ("100", 100), ("101", nil), ("1.0", nil), ("1e2", nil),
        ("99999999999999999999", nil),
    ])
    func `whole numbers within a range`(text: String, value: Int?) throws {
        let reader = reader(text)
        #expect(reader.integer(key, default: 55, in: -10...100) == value ?? 55)
        #expect(reader.hasFault == (value == nil))
    }

    @Test(arguments: [
        ("true", true), ("TRUE", true), ("On", true), ("yes", true), ("1", true), ("false", false), ("off", false),
        ("No", false), ("0", false), ("2", nil), ("ja", nil),
    ])
    func `truth in the usual words`(text: String, value: Bool?) throws {
        for fallback in [true, false] {
            let reader = reader(text)
            #expect(reader.bool(key, default: fallback) == value ?? fallback)
            #expect(reader.hasFault == (value == nil))
        }
    }

    @Test(arguments: [
        ("250", "250ms"), ("250ms", "250ms"), ("10s", "10s"), ("5m", "5m"), ("90s", "90s"), ("120S", "2m"),
        ("36h", "36h"),
        ("2d", "2d"), ("1500us", "1500us"), ("1000ns", "1us"), ("0", "0s"), ("-1s", nil), ("10 s", nil), ("s", nil),
        ("1.5s", nil), ("PT10S", nil), ("9999999999999d", nil), ("99999999999999999999", nil), ("1001d", nil),
    ])
    func `durations with a unit or in milliseconds`(text: String, shown: String?) throws {
        let given = reader(text)
        let value = given.duration(key, default: .seconds(7), in: .zero ... .seconds(86_400 * 1_000))
        #expect(given.hasFault == (shown == nil))
        let again = SettingsReader(environment: [:])
        #expect(again.duration(key, default: value, in: .zero ... .seconds(1)) == value)
        #expect(again.described.first?.value == shown ?? "7s")
    }

    @Test func `lists and values of a caller's own type`() throws {
        #expect(reader(" a, b ,,c,").list(key, default: ["z"]) == ["a", "b", "c"])
        #expect(reader(",").list(key, default: ["z"]) == [])
        let reader = SettingsReader(environment: ["URL": "x:1"])
        #expect(reader.list(key, default: ["y", "z"]) == ["y", "z"])
        #expect(
            reader.value(SettingKey("URL", help: ""), default: 0, expecting: "x:number") { Int($0.dropFirst(2)) } == 1)
        #expect(reader.described.map(\.value) == ["y,z", "x:1"])
        try reader.finish()
    }
}

extension SettingsReader {
    fileprivate var hasFault: Bool {
        do {
            try finish()
            return false
        } catch {
            return true
        }
    }
}
