#include "hd_parser.h"

#include <string.h>
#include <strings.h>

#include "characters.h"

/* The longest method that is read; a longer one is none that anybody implements (RFC 9112 §3). */
#define LONGEST_METHOD 32
/* The space before the target, and " HTTP/1.1\r". */
#define REQUEST_LINE_REST 11

static enum hd_parse_result refuse(struct hd_parser *p, int status, const char *code, const char *detail) {
    p->fault = (struct hd_fault){status, code, detail, 0};
    return HD_PARSE_FAULT;
}

static enum hd_parse_result refuse_limit(
    struct hd_parser *p, int status, const char *code, const char *detail, uint64_t limit) {
    p->fault = (struct hd_fault){status, code, detail, limit};
    return HD_PARSE_FAULT;
}

static struct hd_slice slice(size_t from, size_t to) {
    return (struct hd_slice){(uint16_t)from, (uint16_t)(to - from)};
}

void hd_parser_reset(struct hd_parser *p) {
    memset(p, 0, offsetof(struct hd_parser, fields));
}

/* Percent-encoding is three characters or none of it is (RFC 3986 §2.1). */
static bool is_encoded_text(const uint8_t *b, size_t from, size_t to, uint8_t class) {
    for (size_t i = from; i < to; i++) {
        if (hd_is(b[i], class)) continue;
        if (b[i] != '%' || to - i < 3 || !hd_is(b[i + 1], HD_HEX) || !hd_is(b[i + 2], HD_HEX)) return false;
        i += 2;
    }
    return true;
}

/* uri-host [ ":" port ], with a host: RFC 9110 §7.2 and §4.2.1. User information is refused (RFC 9110 §4.2.4). */
static bool is_authority(const uint8_t *b, size_t from, size_t to) {
    size_t host_end = from;
    if (from < to && b[from] == '[') {
        const uint8_t *close = memchr(b + from, ']', to - from);
        if (close == NULL) return false;
        host_end = (size_t)(close - b);
        if (host_end == from + 1) return false;
        for (size_t i = from + 1; i < host_end; i++) {
            if (!hd_is(b[i], HD_HEX) && b[i] != ':' && b[i] != '.') return false;
        }
        host_end += 1;
    } else {
        while (host_end < to && b[host_end] != ':') host_end += 1;
        if (host_end == from || !is_encoded_text(b, from, host_end, HD_REG_NAME)) return false;
    }
    if (host_end == to) return true;
    if (b[host_end] != ':' || to - host_end > 6) return false;
    for (size_t i = host_end + 1; i < to; i++) {
        if (!hd_is(b[i], HD_DIGIT)) return false;
    }
    return true;
}

static bool is_text(const uint8_t *b, size_t from, size_t to, const char *text) {
    size_t length = strlen(text);
    return to - from == length && memcmp(b + from, text, length) == 0;
}

static bool is_word(const uint8_t *b, size_t from, size_t to, const char *word) {
    size_t length = strlen(word);
    return to - from == length && strncasecmp((const char *)b + from, word, length) == 0;
}

/* The request target, reduced to origin form (RFC 9112 §3.2). */
static enum hd_parse_result parse_target(struct hd_parser *p, const uint8_t *b, size_t from, size_t to) {
    size_t path = from;
    if (to - from == 1 && b[from] == '*') {
        if (!is_text(b, p->method.offset, p->method.offset + p->method.length, "OPTIONS")) {
            return refuse(p, 400, "malformed-target", "The target * is for OPTIONS only.");
        }
        p->path = slice(from, to);
        return HD_PARSE_MORE;
    }
    if (b[from] != '/') {
        /* Absolute form: its authority takes the place of the Host field (RFC 9112 §3.2.2). */
        size_t scheme = to - from >= 7 && is_word(b, from, from + 7, "http://")    ? 7
                        : to - from >= 8 && is_word(b, from, from + 8, "https://") ? 8
                                                                                   : 0;
        if (scheme == 0) {
            return refuse(p, 400, "malformed-target", "The request target is neither a path nor an http URI.");
        }
        path = from + scheme;
        while (path < to && b[path] != '/' && b[path] != '?') path += 1;
        if (!is_authority(b, from + scheme, path)) {
            return refuse(p, 400, "malformed-target", "The authority in the request target is not valid.");
        }
        p->authority = slice(from + scheme, path);
        p->absolute_form = true;
        if (path == to || b[path] == '?') {
            /* An empty path means "/" (RFC 9110 §4.2.3): the slash that ends "http://" stands for it. */
            p->path = slice(from + scheme - 1, from + scheme);
        }
    }
    if (!is_encoded_text(b, path, to, HD_TARGET)) {
        return refuse(p, 400, "malformed-target", "The request target has a character that must be percent-encoded.");
    }
    size_t path_end = path;
    while (path_end < to && b[path_end] != '?') path_end += 1;
    if (p->path.length == 0) p->path = slice(path, path_end);
    if (path_end < to) {
        p->has_query = true;
        p->query = slice(path_end + 1, to);
    }
    return HD_PARSE_MORE;
}

/* Also asked of a line that has not ended: the verdict must not depend on how the line was cut. */
static bool is_line_too_long(const struct hd_limits *limits, size_t length) {
    return length > (size_t)limits->target_bytes + LONGEST_METHOD + REQUEST_LINE_REST;
}

static enum hd_parse_result refuse_target_length(struct hd_parser *p, const struct hd_limits *limits) {
    return refuse_limit(p, 414, "target-too-long", "The request target is too long.", limits->target_bytes);
}

/* method SP request-target SP HTTP-version, with exactly these spaces (RFC 9112 §3). */
static enum hd_parse_result parse_request_line(
    struct hd_parser *p, const struct hd_limits *limits, const uint8_t *b, size_t from, size_t to) {
    size_t i = from;
    while (i < to && hd_is(b[i], HD_TOKEN)) i += 1;
    if (i == from || i == to || b[i] != ' ') {
        return refuse(p, 400, "malformed-request-line", "The request line does not start with a method and a space.");
    }
    if (i - from > LONGEST_METHOD) {
        return refuse(p, 501, "unknown-method", "The method is longer than any that is known.");
    }
    p->method = slice(from, i);

    size_t target = i + 1;
    const uint8_t *space = memchr(b + target, ' ', to - target);
    size_t target_end = space == NULL ? to : (size_t)(space - b);
    if (target_end - target > limits->target_bytes) {
        return refuse_target_length(p, limits);
    }
    if (space == NULL || target_end == target) {
        return refuse(p, 400, "malformed-request-line", "The request line has no target or no version.");
    }

    size_t version = target_end + 1;
    if (to - version != 8 || memcmp(b + version, "HTTP/", 5) != 0 || !hd_is(b[version + 5], HD_DIGIT)
        || b[version + 6] != '.' || !hd_is(b[version + 7], HD_DIGIT)) {
        return refuse(p, 400, "malformed-request-line", "The request line does not end with an HTTP version.");
    }
    if (b[version + 5] != '1') {
        return refuse(p, 505, "unsupported-version", "This server speaks HTTP/1.1 and HTTP/1.0.");
    }
    /* A later 1.x is answered as 1.1 (RFC 9110 §2.5). */
    p->minor_version = b[version + 7] == '0' ? 0 : 1;

    if (is_text(b, from, i, "CONNECT")) {
        return refuse(p, 501, "unsupported-method", "This server is no proxy.");
    }
    return parse_target(p, b, target, target_end);
}

static enum hd_parse_result read_content_length(struct hd_parser *p, const uint8_t *b, size_t from, size_t to) {
    /* Two of them, even equal ones, and lists are refused: RFC 9112 §6.3 allows it, and smuggling needs them. */
    if (p->has_length) {
        return refuse(p, 400, "ambiguous-framing", "There is more than one Content-Length.");
    }
    p->has_length = true;
    if (from == to || to - from > 18) {
        return refuse(p, 400, "bad-content-length", "The Content-Length is not a number of bytes.");
    }
    uint64_t value = 0;
    for (size_t i = from; i < to; i++) {
        if (!hd_is(b[i], HD_DIGIT)) {
            return refuse(p, 400, "bad-content-length", "The Content-Length is not a number of bytes.");
        }
        value = value * 10 + (uint64_t)(b[i] - '0');
    }
    p->content_length = value;
    return HD_PARSE_MORE;
}

static enum hd_parse_result read_transfer_encoding(struct hd_parser *p, const uint8_t *b, size_t from, size_t to) {
    if (p->has_coding) {
        return refuse(p, 400, "ambiguous-framing", "There is more than one Transfer-Encoding.");
    }
    p->has_coding = true;
    if (is_word(b, from, to, "chunked")) return HD_PARSE_MORE;
    /* RFC 9112 §6.3: without chunked at the end, the body's length cannot be known. */
    size_t last = to;
    while (last > from && b[last - 1] != ',') last -= 1;
    size_t word = last;
    while (word < to && (b[word] == ' ' || b[word] == '\t')) word += 1;
    bool ends_chunked = last > from && is_word(b, word, to, "chunked");
    size_t other = from;
    for (size_t i = from; ends_chunked && i <= last; i++) {
        if (i != last && b[i] != ',') continue;
        size_t start = other, end = i;
        while (start < end && (b[start] == ' ' || b[start] == '\t')) start += 1;
        while (end > start && (b[end - 1] == ' ' || b[end - 1] == '\t' || b[end - 1] == ',')) end -= 1;
        if (is_word(b, start, end, "chunked")) ends_chunked = false;
        other = i + 1;
    }
    if (!ends_chunked) {
        return refuse(p, 400, "ambiguous-framing", "The Transfer-Encoding does not end with one chunked.");
    }
    return refuse(p, 501, "unsupported-transfer-coding", "The only transfer coding that is known is chunked.");
}

/* A list of tokens, any of which may be ours (RFC 9110 §7.6.1). */
static void read_connection(struct hd_parser *p, const uint8_t *b, size_t from, size_t to) {
    size_t start = from;
    for (size_t i = from; i <= to; i++) {
        if (i != to && b[i] != ',') continue;
        size_t first = start, end = i;
        while (first < end && (b[first] == ' ' || b[first] == '\t')) first += 1;
        while (end > first && (b[end - 1] == ' ' || b[end - 1] == '\t')) end -= 1;
        if (is_word(b, first, end, "close")) p->close = true;
        if (is_word(b, first, end, "keep-alive")) p->explicit_keep_alive = true;
        start = i + 1;
    }
}

static enum hd_parse_result read_host(struct hd_parser *p, const uint8_t *b, size_t from, size_t to) {
    if (p->has_host) return refuse(p, 400, "bad-host", "There is more than one Host.");
    p->has_host = true;
    p->host_field = p->field_count;
    if (!is_authority(b, from, to)) return refuse(p, 400, "bad-host", "The Host is not valid.");
    return HD_PARSE_MORE;
}

/* field-name ":" OWS field-value OWS (RFC 9112 §5). */
static enum hd_parse_result parse_field(struct hd_parser *p, const uint8_t *b, size_t from, size_t to) {
    if (b[from] == ' ' || b[from] == '\t') {
        /* Line folding, or whitespace before the first field: both are smuggling's tools (RFC 9112 §5.2, §2.2). */
        return refuse(p, 400, "folded-field", "A field line starts with whitespace.");
    }
    size_t colon = from;
    while (colon < to && hd_is(b[colon], HD_TOKEN)) colon += 1;
    if (colon == from || colon == to || b[colon] != ':') {
        return refuse(p, 400, "malformed-field", "A field line does not start with a name and a colon.");
    }
    size_t value = colon + 1, end = to;
    while (value < end && (b[value] == ' ' || b[value] == '\t')) value += 1;
    while (end > value && (b[end - 1] == ' ' || b[end - 1] == '\t')) end -= 1;
    for (size_t i = value; i < end; i++) {
        if (!hd_is(b[i], HD_FIELD_VALUE)) {
            return refuse(p, 400, "malformed-field", "A field value has a control character.");
        }
    }

    enum hd_parse_result result = HD_PARSE_MORE;
    switch (colon - from) {
    case 4:
        if (is_word(b, from, colon, "host")) result = read_host(p, b, value, end);
        break;
    case 6:
        if (is_word(b, from, colon, "expect")) {
            if (!is_word(b, value, end, "100-continue")) {
                return refuse(p, 417, "unknown-expectation", "The only expectation that is known is 100-continue.");
            }
            p->expects_continue = true;
        }
        break;
    case 10:
        if (is_word(b, from, colon, "connection")) read_connection(p, b, value, end);
        break;
    case 14:
        if (is_word(b, from, colon, "content-length")) result = read_content_length(p, b, value, end);
        break;
    case 17:
        if (is_word(b, from, colon, "transfer-encoding")) result = read_transfer_encoding(p, b, value, end);
        break;
    }
    if (result != HD_PARSE_FAULT) {
        p->fields[p->field_count++] = (struct hd_field){slice(from, colon), slice(value, end)};
    }
    return result;
}

/* The empty line has come: do the fields agree with each other? */
static enum hd_parse_result finish(struct hd_parser *p, size_t head_length) {
    p->head_length = (uint32_t)head_length;
    if (!p->has_host && p->minor_version > 0) {
        return refuse(p, 400, "bad-host", "An HTTP/1.1 request needs a Host.");
    }
    if (p->absolute_form && p->has_host) p->fields[p->host_field].value = p->authority;
    if (p->has_coding) {
        if (p->has_length) {
            return refuse(p, 400, "ambiguous-framing", "There are both Content-Length and Transfer-Encoding.");
        }
        if (p->minor_version == 0) {
            return refuse(p, 400, "ambiguous-framing", "HTTP/1.0 has no Transfer-Encoding.");
        }
        p->framing = HD_FRAMING_CHUNKED;
    } else if (p->has_length) {
        p->framing = HD_FRAMING_LENGTH;
    }
    if (p->minor_version == 0) p->expects_continue = false; /* RFC 9110 §10.1.1 */
    p->keep_alive = !p->close && (p->minor_version > 0 || p->explicit_keep_alive);
    return HD_PARSE_DONE;
}

enum hd_parse_result hd_parse_head(
    struct hd_parser *p, const struct hd_limits *limits, const uint8_t *b, size_t length) {
    uint32_t most = limits->header_bytes < HD_MAXIMUM_HEADER_BYTES ? limits->header_bytes : HD_MAXIMUM_HEADER_BYTES;
    uint32_t most_fields = limits->fields < HD_MAXIMUM_FIELDS ? limits->fields : HD_MAXIMUM_FIELDS;
    size_t end = length < most ? length : most;
    if (p->fault.status != 0) return HD_PARSE_FAULT;
    if (p->line == 0 && length > 0 && !hd_is(b[0], HD_TOKEN) && b[0] != '\r') {
        /* Not HTTP at all (a TLS client, say): it need not send a whole line to learn it. */
        return refuse(p, 400, "malformed-request-line", "The request line does not start with a method and a space.");
    }
    while (p->scanned < end) {
        const uint8_t *feed = memchr(b + p->scanned, '\n', end - p->scanned);
        if (feed == NULL) {
            p->scanned = (uint32_t)end;
            break;
        }
        size_t line = p->line, line_end = (size_t)(feed - b) - 1, next = (size_t)(feed - b) + 1;
        if (!p->request_line_done && is_line_too_long(limits, next - 1 - line)) return refuse_target_length(p, limits);
        /* RFC 9112 §2.2 lets a server take a bare LF; a proxy may not, so it is refused. */
        if (next < line + 2 || b[line_end] != '\r') {
            return refuse(p, 400, "bare-line-feed", "A line does not end with CR LF.");
        }
        p->line = p->scanned = (uint32_t)next;
        enum hd_parse_result result;
        if (!p->request_line_done) {
            if (line_end == line) {
                /* One empty line before a request is ignored (RFC 9112 §2.2). */
                if (p->blank_line_skipped) {
                    return refuse(p, 400, "malformed-request-line", "There are empty lines before the request line.");
                }
                p->blank_line_skipped = true;
                continue;
            }
            result = parse_request_line(p, limits, b, line, line_end);
            p->request_line_done = true;
        } else if (line_end == line) {
            return finish(p, next);
        } else if (p->field_count == most_fields) {
            return refuse_limit(p, 431, "too-many-fields", "The request has too many header fields.", most_fields);
        } else {
            result = parse_field(p, b, line, line_end);
        }
        if (result == HD_PARSE_FAULT) return result;
    }
    if (!p->request_line_done && is_line_too_long(limits, end - p->line)) return refuse_target_length(p, limits);
    if (length >= most) {
        return refuse_limit(p, 431, "header-too-large", "The request's header is too large.", most);
    }
    return HD_PARSE_MORE;
}
