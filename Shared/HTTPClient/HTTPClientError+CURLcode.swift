import CCurl

extension HTTPClientError.Kind {
    /// The codes of libcurl-errors(3).
    init(_ code: CURLcode) {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT:
            self = .cannotConnect
        case CURLE_OPERATION_TIMEDOUT:
            self = .timedOut
        case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM:
            self = .interrupted
        case CURLE_URL_MALFORMAT:
            self = .malformedURL
        case CURLE_FILESIZE_EXCEEDED:
            self = .tooLarge
        default:
            self = .other
        }
    }
}
