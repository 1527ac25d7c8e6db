import JSON
import Testing

@Suite struct JSONDocumentMergePatchTests {
    /// The cases are those of RFC 7396, appendix A.
    @Test(arguments: [
        (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
        (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
        (#"{"a":"b"}"#, #"{"a":null}"#, #"{}"#),
        (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
        (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
        (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
        (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
        (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#),
        (#"["a","b"]"#, #"["c","d"]"#, #"["c","d"]"#),
        (#"{"a":"b"}"#, #"["c"]"#, #"["c"]"#),
        (#"{"a":"foo"}"#, #"null"#, #"null"#),
        (#"{"a":"foo"}"#, #""bar""#, #""bar""#),
        (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#),
        (#"[1,2]"#, #"{"a":"b","c":null}"#, #"{"a":"b"}"#),
        (#"{}"#, #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
    ])
    func `the examples of the RFC`(target: String, patch: String, result: String) throws {
        #expect(try merged(target, patch) == result)
    }

    @Test func `what is merged can be read, merged and merged again`() throws {
        let first = try document(#"{"\u0061":{"x":[1,{"y":"\n"}],"z":1},"b":11.90,"c":{"d":1}}"#)
        let second = try document(#"{"new":{"n":null,"m":[null]},"a":{"z":null,"w":{"v":"é"}},"c":"\"q\""}"#)
        let merged = first.merging(patch: second)
        #expect(text(merged) == #"{"a":{"x":[1,{"y":"\n"}],"w":{"v":"é"}},"b":11.90,"c":"\"q\"","new":{"m":[null]}}"#)
        #expect(
            text(merged.merging(patch: try document(#"{"a":{"x":null},"new":null,"b":2}"#)))
                == #"{"a":{"w":{"v":"é"}},"b":2,"c":"\"q\""}"#)
        do {
            try merged.read { root in
                let object = root.object()
                object.value("a").object().value("x").array { $0 }[1].object().value("y").fail(.rule, "1")
                object.value("new").object().value("m").array { $0 }.forEach { $0.fail(.rule, "2") }
                object.value("c").fail(.rule, "3")
            }
            Issue.record("no fault")
        } catch {
            #expect(lines(of: error) == ["rule: /a/x/1/y 1", "null: /new/m/0 must not be null", "rule: /c 3"])
        }
    }

    @Test func `objects of many names are merged in time`() throws {
        let names = (0..<40_000).map { "\"n\($0)\":\($0)" }.joined(separator: ",")
        let document = try document("{\(names)}")
        #expect(document.merging(patch: document).bytes == document.bytes)
    }

    private func document(_ text: String) throws -> JSONDocument { try JSONDocument(parsing: Array(text.utf8)) }
    private func text(_ document: JSONDocument) -> String { String(decoding: document.bytes, as: UTF8.self) }
    private func merged(_ target: String, _ patch: String) throws -> String {
        text(try document(target).merging(patch: document(patch)))
    }
}
