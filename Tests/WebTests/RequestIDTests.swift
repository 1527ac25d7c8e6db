import HTTP
import Testing

@testable import Web

@Suite struct RequestIDTests {
    @Test func `the request's own id is kept when it is sane`() {
        for id in ["a", "4bf92f3577b34da6a3ce929d0e0e4736", "x-1_2.3", String(repeating: "a", count: 128)] {
            #expect(RequestID.id(of: Request.make(headers: [RequestID.header: id]).head) == id)
        }
    }

    @Test func `made ids differ and look like trace ids`() {
        let ids = (0..<10_000).map { _ in RequestID.make() }
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.wholeMatch(of: /[0-9a-f]{32}/) != nil })
    }
}
