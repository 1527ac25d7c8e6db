import HTTP
import StructuredLogging
import Testing

@testable import Web

@Suite struct RequestContextTests {
    private func context(_ headers: Headers = [:], query: String? = nil) -> RequestContext {
        RequestContext(
            request: .make(query: query, headers: headers), template: "/", parameters: [:],
            externalBase: ExternalBase(text: "http://shop"), requestID: "id", logger: Logger(label: "test"))
    }

    @Test func `a body is wanted by whoever says what it accepts`() {
        #expect(!context().wantsBody)
        #expect(!context(["Accept": " "]).wantsBody)
        #expect(context(["Accept": "*/*"]).wantsBody)
    }

    @Test func `query values are decoded`() {
        let context = context(query: "sort=a%2Cdesc&sort=b&size=5")
        #expect(context.queryValue("size") == "5")
        #expect(context.queryValues("sort") == ["a,desc", "b"])
        #expect(context.queryValue("page") == nil)
    }

    @Test func `the best type or 406`() throws {
        #expect(try context().negotiate(["a/b", "c/d"]) == "a/b")
        #expect(try context(["Accept": "c/d"]).negotiate(["a/b", "c/d"]) == "c/d")
        for refused in ["x/y", "foo", "a/b;q=0"] {
            #expect {
                try context(["Accept": refused]).negotiate(["a/b"])
            } throws: {
                ($0 as? Problem)?.status.code == 406
            }
        }
    }

    @Test func `conditions`() throws {
        #expect(try context().ifMatch() == nil)
        #expect(try context(["If-Match": "\"3\""]).ifMatch() == .tags(["\"3\""]))
        #expect(try context(["If-Match": "W/\"3\""]).ifMatch()?.matches(version: 3) == false)
        #expect(try context(["If-None-Match": "W/\"3\""]).ifNoneMatch()?.matches(version: 3) == true)
        #expect(throws: Problem.self) { try context(["If-Match": "3"]).ifMatch() }
        #expect {
            try context(["If-None-Match": "3"]).ifNoneMatch()
        } throws: {
            let problem = $0 as? Problem
            return problem?.status == .badRequest && problem?.code == "invalid-if-none-match"
        }
    }

    @Test func `what has no version takes no condition that names one`() throws {
        for held in [[:], ["If-Match": "*"], ["If-None-Match": "\"3\""]] as [Headers] {
            try context(held).refuseEntityTags()
        }
        for (value, status) in [
            ("\"3\"", Status.preconditionFailed), ("W/\"3\"", .preconditionFailed), ("3", .badRequest),
        ] {
            let problem = #expect(throws: Problem.self) { try context(["If-Match": value]).refuseEntityTags() }
            #expect(problem?.status == status)
        }
    }

    @Test func `the logger carries the request's id`() {
        #expect(context().logger[metadataKey: LogKey.requestID] == "id")
    }
}
