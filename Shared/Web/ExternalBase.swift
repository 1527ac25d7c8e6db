public import HTTP

/// Scheme, authority and prefix under which the client sees this service; the beginning of every link.
public struct ExternalBase: Sendable, Equatable {
    /// "https://shop.example:8443/accounts", without a slash at the end; empty when the request names no host: links are
    /// relative references then (RFC 3986 §4.2).
    public let text: String

    public init(text: String) {
        self.text = text
    }

    /// `path` begins with a slash.
    public func url(_ path: String) -> String { text + path }
}

extension ExternalBase {
    /// From the request's `Host`, or from what trusted proxies say of the request that they received.
    ///
    /// Each proxy adds its element at the end of a list, so that the last one is by the nearest. It is taken when the peer is
    /// trusted, the one before it when the peer of the nearest proxy (its `for`) is trusted too, and so on: what a client
    /// itself put into the fields is never reached. `X-Forwarded-*` come before `Forwarded`: the gateways in front of us
    /// (Envoy, Istio) set the former and let the latter through from the client. A value of a wrong form counts as absent.
    public init(_ head: RequestHead, trusting proxies: TrustedProxies) {
        let host = head.headers["Host"].flatMap { Authority($0) }
        guard proxies.contains(head.remoteAddress) else {
            self.init(scheme: "http", authority: host, prefix: "")
            return
        }
        let legacy = ForwardedFields(legacy: head.headers, trusting: proxies)
        let standard = ForwardedFields(standard: head.headers, trusting: proxies)
        let forwardedHost = legacy.host ?? standard.host
        var authority = forwardedHost ?? host
        if let port = legacy.port, authority?.port == nil { authority?.port = port }
        self.init(
            scheme: legacy.scheme ?? standard.scheme ?? "http", authority: authority, prefix: legacy.prefix ?? "")
    }

    private init(scheme: String, authority: Authority?, prefix: String) {
        guard let authority else {
            self.init(text: prefix)
            return
        }
        self.init(text: "\(scheme)://\(authority.text(scheme: scheme))\(prefix)")
    }
}
