import HTTPClient

/// Sends one request and returns its whole answer: `HTTPClient`, or a script in tests.
protocol HTTPTransport: Sendable {
    func send(_ request: HTTPClientRequest, timeout: Duration) throws(HTTPClientError) -> HTTPClientResponse
}

extension HTTPClient: HTTPTransport {}
