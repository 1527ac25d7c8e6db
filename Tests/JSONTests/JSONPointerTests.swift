import JSON
import Testing

@Suite struct JSONPointerTests {
    @Test func `names are escaped as RFC 6901 asks, and the root is empty`() {
        #expect(JSONPointer.root.description == "")
        #expect(
            JSONPointer.root.appending("a/b").appending(0).appending("m~n").appending("").description == "/a~1b/0/m~0n/"
        )
    }

    @Test func `a long name is cut between characters`() {
        #expect(JSONPointer.root.appending(String(repeating: "x", count: 128)).description.utf8.count == 129)
        #expect(
            JSONPointer.root.appending("x" + String(repeating: "€", count: 100)).description
                == "/x\(String(repeating: "€", count: 42))…")
    }
}
