#ifndef STOREFRONT_CCURL_SHIM_H
#define STOREFRONT_CCURL_SHIM_H

#include <curl/curl.h>

// Swift imports no variadic function. `curl_easy_setopt` and `curl_easy_getinfo` are variadic, and the type of the third
// argument decides how libcurl reads it, so there is one function for each type that HTTPClient passes.

static inline CURLcode storefront_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode storefront_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

// libcurl copies the text, except for CURLOPT_POSTFIELDS, which is not set by this function.
static inline CURLcode storefront_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

// libcurl keeps the pointer: error buffer, user data of a callback, list of headers, bytes of a body.
static inline CURLcode storefront_curl_set_pointer(CURL *handle, CURLoption option, const void *value) {
    return curl_easy_setopt(handle, option, value);
}

// CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION have the same form.
static inline CURLcode storefront_curl_set_callback(CURL *handle, CURLoption option, curl_write_callback callback) {
    return curl_easy_setopt(handle, option, callback);
}

static inline CURLcode storefront_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

// CURL_GLOBAL_DEFAULT is an expression of macros, which Swift does not import.
static inline CURLcode storefront_curl_global_init(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}

#endif
