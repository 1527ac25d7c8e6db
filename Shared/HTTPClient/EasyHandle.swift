import CCurl

/// Owns one easy handle and with it the connections that libcurl keeps open; freed in `deinit`.
///
/// `@unchecked Sendable`: libcurl allows a handle on any thread, but on one at a time. `HTTPClient` takes it out of its pool under a
/// lock, uses it on the calling thread and puts it back, so two threads never hold it.
@safe
final class EasyHandle: @unchecked Sendable {
    private let handle: UnsafeMutableRawPointer
    /// CURL_ERROR_SIZE bytes that libcurl writes its text to.
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    /// Once in a process, before the first handle; libcurl is never unloaded, so there is no cleanup.
    private static let isLibraryReady: Bool = storefront_curl_global_init() == CURLE_OK

    /// Nil when libcurl cannot start (out of memory, no entropy).
    init?() {
        guard Self.isLibraryReady, let handle = unsafe curl_easy_init() else { return nil }
        unsafe self.handle = handle
    }

    deinit {
        unsafe curl_easy_cleanup(handle)
        unsafe errorText.deallocate()
    }

    /// Sends the request and collects the answer; blocks the thread until then.
    func perform(
        _ request: HTTPClientRequest, timeout: Duration, connectTimeout: Duration, maximumBodyBytes: Int
    ) throws(HTTPClientError) -> HTTPClientResponse {
        // Forgets the options of the request before, keeps the connections.
        unsafe curl_easy_reset(handle)
        unsafe errorText.pointee = 0
        let collector = ResponseCollector(maximumBodyBytes: maximumBodyBytes)
        let headers = HeaderList()
        // Both are used by libcurl through pointers until `curl_easy_perform` returns.
        let code = withExtendedLifetime((collector, headers)) {
            setGeneralOptions(timeout: timeout, connectTimeout: connectTimeout, maximumBodyBytes: maximumBodyBytes)
            setCallbacks(collector)
            return setRequest(request, headers: headers) { unsafe curl_easy_perform(handle) }
        }
        if let overflow = collector.overflow {
            throw HTTPClientError(kind: .tooLarge, url: request.url, message: overflow)
        }
        guard code == CURLE_OK else {
            throw HTTPClientError(kind: .init(code), url: request.url, message: message(for: code))
        }
        var status = 0
        unsafe _ = storefront_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        // libcurl takes the end of the connection within the headers for the end of the answer.
        guard collector.headersEnded, status >= 200 else {
            throw HTTPClientError(
                kind: .interrupted, url: request.url, message: "the connection ended within the answer's headers")
        }
        return HTTPClientResponse(status: status, headers: collector.headers, body: collector.body)
    }

    private func setGeneralOptions(timeout: Duration, connectTimeout: Duration, maximumBodyBytes: Int) {
        // Without signals: a thread other than the main one must not use them (CURLOPT_NOSIGNAL(3)).
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_FOLLOWLOCATION, 0)
        // No proxy, whatever `http_proxy` says: the tools speak with services beside them.
        set(CURLOPT_PROXY, "")
        set(CURLOPT_TIMEOUT_MS, timeout.wholeMilliseconds)
        set(CURLOPT_CONNECTTIMEOUT_MS, connectTimeout.wholeMilliseconds)
        unsafe _ = storefront_curl_set_offset(handle, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(maximumBodyBytes))
        unsafe _ = storefront_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText)
    }

    private func setCallbacks(_ collector: ResponseCollector) {
        let opaque = unsafe Unmanaged.passUnretained(collector).toOpaque()
        unsafe _ = storefront_curl_set_pointer(handle, CURLOPT_WRITEDATA, opaque)
        unsafe _ = storefront_curl_set_callback(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, opaque in
            guard let bytes = unsafe bytes, let opaque = unsafe opaque else { return 0 }
            let collector = unsafe Unmanaged<ResponseCollector>.fromOpaque(opaque).takeUnretainedValue()
            let chunk = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
            // Any other number than the one offered ends the transfer (CURLOPT_WRITEFUNCTION(3)).
            return unsafe collector.take(body: chunk) ? chunk.count : Int(CURL_WRITEFUNC_ERROR)
        }
        unsafe _ = storefront_curl_set_pointer(handle, CURLOPT_HEADERDATA, opaque)
        unsafe _ = storefront_curl_set_callback(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, opaque in
            guard let bytes = unsafe bytes, let opaque = unsafe opaque else { return 0 }
            let collector = unsafe Unmanaged<ResponseCollector>.fromOpaque(opaque).takeUnretainedValue()
            let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
            return unsafe collector.take(headerLine: line) ? line.count : Int(CURL_WRITEFUNC_ERROR)
        }
    }

    /// Sets what the request says, then runs `perform` while its body's bytes are in place.
    private func setRequest(
        _ request: HTTPClientRequest, headers: HeaderList, perform: () -> CURLcode
    ) -> CURLcode {
        set(CURLOPT_URL, request.url)
        // libcurl would add a form's type, and wait a second for a 100 before a body of 1 MB.
        headers.append("Content-Type:")
        headers.append("Expect:")
        for (name, value) in request.headers {
            // "Name;" is libcurl's spelling of a header without a value.
            headers.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        unsafe _ = storefront_curl_set_pointer(handle, CURLOPT_HTTPHEADER, headers.head)
        // When a kept connection ends without an answer, libcurl sends the request again by itself on a new one. That may carry
        // out a POST twice unnoticed, so what is not idempotent never goes over a kept connection.
        set(CURLOPT_FRESH_CONNECT, request.isIdempotent ? 0 : 1)
        if request.method == "HEAD" { set(CURLOPT_NOBODY, 1) }
        let needsBody = request.body != nil || ["POST", "PUT", "PATCH"].contains(request.method)
        guard needsBody else {
            set(CURLOPT_CUSTOMREQUEST, request.method)
            return perform()
        }
        let body = request.body ?? []
        set(CURLOPT_POST, 1)
        set(CURLOPT_CUSTOMREQUEST, request.method)
        unsafe _ = storefront_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
        return unsafe body.withUnsafeBytes { bytes in
            unsafe withUnsafeBytes(of: UInt8(0)) { nothing in
                // A null pointer would make libcurl ask for the body by a callback.
                unsafe _ = storefront_curl_set_pointer(
                    handle, CURLOPT_POSTFIELDS, bytes.baseAddress ?? nothing.baseAddress)
                return perform()
            }
        }
    }

    private func set(_ option: CURLoption, _ value: Int) {
        unsafe _ = storefront_curl_set_long(handle, option, value)
    }

    private func set(_ option: CURLoption, _ value: String) {
        unsafe _ = storefront_curl_set_text(handle, option, value)
    }

    private func message(for code: CURLcode) -> String {
        let text = unsafe String(cString: errorText)
        return text.isEmpty ? unsafe String(cString: curl_easy_strerror(code)) : text
    }
}

extension Duration {
    /// At least 1, since 0 means "no limit" (or the default) to libcurl; at most what fits into its 32-bit timers.
    fileprivate var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < 2_000_000 else { return 2_000_000_000 }
        return max(1, Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
