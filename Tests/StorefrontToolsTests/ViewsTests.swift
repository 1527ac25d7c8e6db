import JSON
import Testing

@testable import StorefrontTools

@Suite struct ViewsTests {
    private func read<View: JSONReadable>(_ text: String) throws -> View {
        try View.read(Array(text.utf8))
    }

    @Test func `a customer of orders`() throws {
        let view: CustomersView = try read(
            """
            {"customers":[{"id":"60a5","name":{"title":"Mr.","firstName":"John","middleName":"S.","lastName":"Doe","suffix":"Jr."},
            "contact":{"primaryPhone":"1"},"addresses":[],"future":[null],"orders":[{"guid":"3f","orderItems":[{"quantity":2}],
            "orderStatusEvents":[{"timestamp":5,"orderStatusType":"CREATED","note":null},{"orderStatusType":"MELTED"}]}]},
            {"id":"60a6","orders":null}]}
            """)
        #expect(view.customers.map(\.id) == ["60a5", "60a6"])
        #expect(view.customers[0].fullName == "Mr. John S. Doe Jr.")
        #expect(
            view.customers[0].orders == [
                OrderView(
                    guid: "3f",
                    history: [
                        StatusView(status: "CREATED", timestamp: 5), StatusView(status: "MELTED", timestamp: nil),
                    ])
            ])
        #expect(view.customers[0].orders[0].history.path == "CREATED → MELTED")
        #expect(view.customers[1].orders == [])
        #expect(view.customers[1].fullName == "")
    }

    @Test func `fulfillments, also without an order`() throws {
        let view: FulfillmentsView = try read(
            #"{"fulfillments":[{"order":{"guid":"a"}},{"order":{"guid":"a"}},{"order":null},{}]}"#)
        #expect(view.byOrder.mapValues(\.count) == ["a": 2, "": 2])
        #expect(view.fulfillments[0].order.history.path == "no status")
    }

    @Test func `counts of orders`() throws {
        let view: OrderCountsView = try read(
            #"{"customerId":"a","total":3,"counts":{"CREATED":1,"RECEIVED":2},"orders":[]}"#)
        #expect(view.counts == ["CREATED": 1, "RECEIVED": 2])
        #expect(throws: JSONFaults.self) { try read(#"{"counts":{"CREATED":"1"}}"#) as OrderCountsView }
    }

    @Test func `null and absent are the same, an order of members does not count`() throws {
        let one: ComparedValue = try read(#"{"a":1.50,"b":null,"c":[{"d":true}]}"#)
        let two: ComparedValue = try read(#"{"c":[{"d":true,"e":null}],"a":1.50}"#)
        #expect(one == two)
        #expect(one.firstDifference(from: two, at: "x") == nil)
    }

    @Test(arguments: [
        (#"{"a":{"b":1}}"#, #"{"a":{"b":2}}"#, "x.a.b", "1", "2"),
        (#"{"a":"1"}"#, #"{"a":1}"#, "x.a", "\"1\"", "1"),
        (#"{"a":1}"#, "{}", "x.a", "1", "nothing"),
        (#"[true,{"z":"new\nline"}]"#, #"[true,{"z":false}]"#, "x[1].z", #""new\nline""#, "false"),
        ("[1]", "[1,2]", "x", "1 elements", "2 elements"),
        ("[]", "{}", "x", "0 elements", "an object of 0"),
    ])
    func `the first difference is told by its place`(
        one: String, two: String, path: String, here: String, there: String
    ) throws {
        let found = (try read(one) as ComparedValue).firstDifference(from: try read(two), at: "x")
        #expect(found?.path == path)
        #expect(found?.here == here)
        #expect(found?.there == there)
    }

    @Test func `statuses are counted in the order of an order's life`() {
        let counts = StatusCounts(["RECEIVED", nil, "CREATED", "RECEIVED", "MELTED"])
        #expect(counts.description == "CREATED 1, RECEIVED 2, MELTED 1, NONE 1")
        #expect(StatusCounts([String?]()).description == "none")
        #expect(StatusCounts(["CREATED": 1, "SHIPPED": 0]) == StatusCounts(["CREATED"]))
    }
}
