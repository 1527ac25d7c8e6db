/// Refuses what would reach the wire as something else than it says: C strings end at NUL, header lines at CR or LF.
enum RequestCheck {
    static func check(_ request: HTTPClientRequest) throws(HTTPClientError) {
        let url = request.url.lowercased()
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw HTTPClientError(
                kind: .malformedURL, url: request.url, message: "a URL that starts with http:// or https:// is needed")
        }
        guard request.url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw HTTPClientError(
                kind: .malformedURL, url: request.url, message: "the URL contains a blank or a control character")
        }
        guard isToken(request.method) else {
            throw HTTPClientError(
                kind: .other, url: request.url, message: "\(request.method.debugDescription) is not an HTTP method")
        }
        for (name, value) in request.headers where !isToken(name) || !isFieldValue(value) {
            throw HTTPClientError(
                kind: .other, url: request.url, message: "the header \(name.debugDescription) cannot be sent")
        }
    }

    /// RFC 9110 §5.6.2.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "A")...UInt8(ascii: "Z"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    /// RFC 9110 §5.5: no control characters but the tab.
    private static func isFieldValue(_ text: String) -> Bool {
        text.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
    }
}
