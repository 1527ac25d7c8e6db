import HTTP

/// Finds what a path leads to. Built once, then only read.
///
/// Segments are compared after percent-decoding; repeated slashes and one at the end do not count (RFC 3986 would tell them
/// apart; gateways that rewrite prefixes produce them). `.` and `..` are never a parameter's value. Literals win over
/// parameters; where the literal leads nowhere, the parameter is tried.
struct RouteTrie: Sendable {
    /// The routes of one template.
    struct Endpoint: Sendable {
        let template: String
        let parameterNames: [String]
        var routes: [Method: MeteredRoute] = [:]
    }

    enum Match: Sendable {
        case found(Endpoint, values: [String])
        case notFound
        /// The path has a wrong percent-encoding.
        case malformed
    }

    private struct Node: Sendable {
        var literals: [String: Int] = [:]
        var parameter: Int?
        var endpoint: Endpoint?
    }

    private var nodes = [Node()]
    /// Segments of the longest template: a path with more leads nowhere, and is decoded no further.
    private var depth = 0
    /// The endpoints without parameters by their path as it is usually written: found without taking the path apart.
    private var exact: [String: Int] = [:]

    /// Two routes of one method and template are a bug of ours and trap, as do two templates that differ in names alone.
    mutating func add(_ route: MeteredRoute) {
        let template = PathTemplate(route.route.template)
        var node = 0
        for segment in template.segments { node = child(of: node, for: segment) }
        depth = max(depth, template.segments.count)
        let names = template.parameterNames
        var endpoint =
            nodes[node].endpoint ?? Endpoint(template: route.route.template, parameterNames: names)
        precondition(
            endpoint.parameterNames == names, "\(route.route.template) and \(endpoint.template) are the same path")
        precondition(
            endpoint.routes[route.route.method] == nil,
            "\(route.route.method.rawValue) \(route.route.template) is routed twice")
        endpoint.routes[route.route.method] = route
        nodes[node].endpoint = endpoint
        if names.isEmpty { exact[route.route.template] = node }
    }

    /// `path` is raw, still percent-encoded.
    func match(_ path: String) -> Match {
        if let node = exact[path], let endpoint = nodes[node].endpoint { return .found(endpoint, values: []) }
        var segments: [String] = []
        for segment in path.utf8.split(separator: UInt8(ascii: "/")) {
            guard segments.count < depth else { return .notFound }
            guard let decoded = PercentEncoding.decode(Substring(segment)) else { return .malformed }
            segments.append(decoded)
        }
        var values: [String] = []
        guard let endpoint = find(segments[...], from: 0, &values) else { return .notFound }
        return .found(endpoint, values: values)
    }

    /// Visits each node of the trie at most once per path, as every node has one way to it.
    private func find(_ segments: ArraySlice<String>, from node: Int, _ values: inout [String]) -> Endpoint? {
        guard let segment = segments.first else { return nodes[node].endpoint }
        if let literal = nodes[node].literals[segment],
            let endpoint = find(segments.dropFirst(), from: literal, &values)
        {
            return endpoint
        }
        guard let parameter = nodes[node].parameter, segment != ".", segment != ".." else { return nil }
        values.append(segment)
        if let endpoint = find(segments.dropFirst(), from: parameter, &values) { return endpoint }
        values.removeLast()
        return nil
    }

    private mutating func child(of node: Int, for segment: PathTemplate.Segment) -> Int {
        let known =
            switch segment {
            case .literal(let text): nodes[node].literals[text]
            case .parameter: nodes[node].parameter
            }
        if let known { return known }
        nodes.append(Node())
        let new = nodes.count - 1
        switch segment {
        case .literal(let text): nodes[node].literals[text] = new
        case .parameter: nodes[node].parameter = new
        }
        return new
    }
}

extension RouteTrie.Endpoint {
    /// The route that serves the method: for HEAD the GET that allows it.
    func route(for method: Method) -> MeteredRoute? {
        if let route = routes[method] { return route }
        guard method == .head, let get = routes[.get], get.route.allowsHead else { return nil }
        return get
    }

    /// The value of `Allow`.
    var allow: String {
        let allowed = Self.order.filter { $0 == .options || route(for: $0) != nil }
        return allowed.map(\.rawValue).joined(separator: ", ")
    }

    /// The value of `Allow` for the server as a whole (`OPTIONS *`).
    static let allMethods = order.map(\.rawValue).joined(separator: ", ")

    static let order: [Method] = [.get, .head, .post, .put, .patch, .delete, .options]
}
