#include "internal.h"

#include <stdio.h>
#include <string.h>

const char *hd_reason_phrase(int status) {
    switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 203: return "Non-Authoritative Information";
    case 204: return "No Content";
    case 205: return "Reset Content";
    case 206: return "Partial Content";
    case 300: return "Multiple Choices";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 402: return "Payment Required";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 407: return "Proxy Authentication Required";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 417: return "Expectation Failed";
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 426: return "Upgrade Required";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    default: return "";
    }
}

bool hd_is_bodiless(const struct hd_connection *c, int status) {
    return c->is_head || status == 204 || status == 304;
}

/* The connection can go on after a body that was not read to its end, when what is left is known to be little. */
static bool body_can_be_drained(const struct hd_body *body) {
    if (body->done) return true;
    return body->fault.status == 0 && body->framing == HD_FRAMING_LENGTH && body->remaining <= HD_DRAIN_BYTES;
}

static char *append(char *at, const char *text) {
    size_t length = strlen(text);
    memcpy(at, text, length);
    return at + length;
}

size_t hd_encode_head(
    struct hd_connection *c, const struct hd_response *r, enum hd_answer answer, char *into) {
    bool is_old = c->parser.minor_version == 0;
    if (r->close || atomic_load_explicit(&c->loop->daemon->stopping, memory_order_relaxed)
        || !body_can_be_drained(&c->body) || (answer == HD_ANSWER_STREAM && is_old && !c->is_head)) {
        c->keep_alive = false;
    }
    char *at = append(into, "HTTP/1.1 ");
    at[0] = (char)('0' + r->status / 100 % 10);
    at[1] = (char)('0' + r->status / 10 % 10);
    at[2] = (char)('0' + r->status % 10);
    at[3] = ' ';
    at = append(at + 4, hd_reason_phrase(r->status));
    at = append(at, "\r\n");
    memcpy(at, hd_date_field(), HD_DATE_BYTES);
    at += HD_DATE_BYTES;
    if (r->status == 204 || r->status == 304) {
        /* No Content-Length: RFC 9110 §8.6 forbids it for 204, and for 304 it would be the other answer's. */
    } else if (answer == HD_ANSWER_STREAM) {
        if (!is_old) at = append(at, "Transfer-Encoding: chunked\r\n");
    } else if (r->has_body || !c->is_head) {
        at += sprintf(at, "Content-Length: %zu\r\n", r->has_body ? r->body_length : 0);
    }
    if (!c->keep_alive) {
        at = append(at, "Connection: close\r\n");
    } else if (is_old) {
        at = append(at, "Connection: keep-alive\r\n");
    }
    return (size_t)(at - into);
}

void hd_queue_response(struct hd_connection *c, const struct hd_response *r) {
    if (c->answered) return;
    c->answered = true;
    char head[HD_HEAD_BYTES];
    size_t length = hd_encode_head(c, r, HD_ANSWER_WHOLE, head);
    hd_output_append(c, head, length);
    hd_output_append(c, r->fields, r->fields_length);
    hd_output_append(c, "\r\n", 2);
    if (!hd_is_bodiless(c, r->status)) hd_output_append(c, r->body, r->body_length);
}
