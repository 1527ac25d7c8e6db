import HTTP
import PrometheusMetrics
import Testing

@testable import Web

@Suite struct RouteTrieTests {
    private func makeTrie(_ templates: [String]) -> RouteTrie {
        let timers = RouteTimers(MetricsRegistry(), uri: "")
        var trie = RouteTrie()
        for template in templates {
            trie.add(MeteredRoute(route: Route(.get, template, summary: "") { _ in Response() }, timers: timers))
        }
        return trie
    }

    /// "template value value", "none" or "malformed".
    private func found(_ path: String, in trie: RouteTrie) -> String {
        switch trie.match(path) {
        case .found(let endpoint, let values): ([endpoint.template] + values).joined(separator: " ")
        case .notFound: "none"
        case .malformed: "malformed"
        }
    }

    @Test(
        arguments: [
            ("/", "/"), ("//", "/"), ("", "/"),
            ("/customers", "/customers"), ("//customers", "/customers"), ("/customers/", "/customers"),
            ("///customers//", "/customers"), ("/%63ustomers", "/customers"),
            ("/customers/summary", "/customers/summary"), ("/customers/summary/", "/customers/summary"),
            ("/customers//summary", "/customers/summary"),
            ("/customers/summary2", "/customers/{id} summary2"), ("/customers/%C3%BC%2Fx", "/customers/{id} ü/x"),
            ("/customers/a+b", "/customers/{id} a+b"),
            ("/customers/7/orders/8", "/customers/{id}/orders/{guid} 7 8"),
            ("/customers/summary/orders/8", "/customers/{id}/orders/{guid} summary 8"),
            ("/customers/7/orders", "none"), ("/customers/7/orders/8/9", "none"), ("/nope", "none"),
            ("/customers/..", "none"), ("/customers/%2e%2E", "none"), ("/customers/.", "none"),
            ("/customers/../customers", "none"), ("/customers/...", "/customers/{id} ..."),
            ("/customers/\u{301}x", "/customers/{id} \u{301}x"),
            ("/customers/7/orders/8//", "/customers/{id}/orders/{guid} 7 8"),
            ("/customers/7/orders/8//9/%", "none"), ("/Customers", "none"), ("/%", "malformed"),
            ("/customers/%", "malformed"),
            ("/customers/%ff", "malformed"),
            ("/%00", "malformed"),
        ])
    func `a path leads to its template`(path: String, template: String) {
        let trie = makeTrie(
            ["/", "/customers", "/customers/summary", "/customers/{id}", "/customers/{id}/orders/{guid}"])
        #expect(found(path, in: trie) == template)
    }

    @Test func `a way that leads nowhere leaves no value behind`() {
        let trie = makeTrie(["/customers/{id}/orders", "/{resource}/7/history"])
        #expect(found("/customers/7/history", in: trie) == "/{resource}/7/history customers")
    }

    @Test func `without routes everything leads nowhere`() {
        #expect(found("/", in: makeTrie([])) == "none")
        #expect(found("/a", in: makeTrie([])) == "none")
    }

    @Test func `the same route twice traps`() async {
        await #expect(processExitsWith: .failure) {
            _ = RouteTrieTests().makeTrie(["/a/{id}", "/a/{id}"])
        }
    }

    @Test func `two names for one parameter trap`() async {
        await #expect(processExitsWith: .failure) {
            _ = RouteTrieTests().makeTrie(["/a/{id}", "/a/{guid}"])
        }
    }
}
