import CCurl

/// Owns a `curl_slist` of header lines; freed with it. libcurl keeps a pointer to it until the transfer has ended.
@safe
final class HeaderList {
    private(set) var head: UnsafeMutablePointer<curl_slist>?

    func append(_ line: String) {
        // NULL means that memory is out; the list stays as it was.
        if let longer = unsafe curl_slist_append(head, line) { unsafe head = longer }
    }

    deinit {
        unsafe curl_slist_free_all(head)
    }
}
