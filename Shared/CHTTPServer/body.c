#include <string.h>

#include "characters.h"
#include "hd_parser.h"

/* Extensions and trailers are read past: this much of them, in a whole body, is no attack yet. */
#define MOST_OVERHEAD 8192
/* Fifteen digits are a million gigabytes; leading zeros count. */
#define MOST_DIGITS 15

/* Where in `chunked-body` (RFC 9112 §7.1) the next byte stands. */
enum {
    SIZE,
    EXTENSION,
    SIZE_LINE_FEED,
    DATA,
    DATA_RETURN,
    DATA_LINE_FEED,
    TRAILER,
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_LINE_FEED,
    LAST_LINE_FEED,
};

void hd_body_start(struct hd_body *body, const struct hd_parser *head) {
    memset(body, 0, sizeof *body);
    body->framing = head->framing;
    body->remaining = head->framing == HD_FRAMING_LENGTH ? head->content_length : 0;
    body->done = head->framing != HD_FRAMING_CHUNKED && body->remaining == 0;
    body->state = SIZE;
}

static enum hd_body_result refuse(struct hd_body *body, int status, const char *code, const char *detail) {
    body->fault = (struct hd_fault){status, code, detail, status == 400 ? 0 : MOST_OVERHEAD};
    return HD_BODY_FAULT;
}

static enum hd_body_result malformed(struct hd_body *body) {
    return refuse(body, 400, "malformed-chunk", "The chunked body is not well formed.");
}

static bool is_over(struct hd_body *body) {
    return ++body->overhead > MOST_OVERHEAD;
}

/* Hands out as much of the present stretch as is there. */
static size_t take(struct hd_body *body, const uint8_t *from, size_t available, const uint8_t **data, size_t *length) {
    size_t count = available < body->remaining ? available : (size_t)body->remaining;
    body->remaining -= count;
    *data = from;
    *length = count;
    return count;
}

static enum hd_body_result decode_chunked(
    struct hd_body *body, const uint8_t *b, size_t length, size_t *consumed, const uint8_t **data,
    size_t *data_length) {
    size_t i = 0;
    while (i < length) {
        uint8_t byte = b[i];
        switch (body->state) {
        case SIZE:
            if (hd_is(byte, HD_HEX)) {
                if (++body->digits > MOST_DIGITS) return malformed(body);
                body->remaining = body->remaining * 16 + (uint64_t)hd_hex_value(byte);
            } else if (body->digits == 0) {
                return malformed(body);
            } else if (byte == ';') {
                body->state = EXTENSION;
            } else if (byte == '\r') {
                body->state = SIZE_LINE_FEED;
            } else {
                return malformed(body);
            }
            break;
        case EXTENSION:
            if (byte == '\r') {
                body->state = SIZE_LINE_FEED;
            } else if (!hd_is(byte, HD_FIELD_VALUE)) {
                return malformed(body);
            } else if (is_over(body)) {
                return refuse(body, 413, "chunk-overhead", "The chunk extensions are too long.");
            }
            break;
        case SIZE_LINE_FEED:
            if (byte != '\n') return malformed(body);
            body->digits = 0;
            body->state = body->remaining == 0 ? TRAILER : DATA;
            break;
        case DATA:
            *consumed = i + take(body, b + i, length - i, data, data_length);
            if (body->remaining == 0) body->state = DATA_RETURN;
            return HD_BODY_DATA;
        case DATA_RETURN:
            if (byte != '\r') return malformed(body);
            body->state = DATA_LINE_FEED;
            break;
        case DATA_LINE_FEED:
            if (byte != '\n') return malformed(body);
            body->state = SIZE;
            break;
        case TRAILER:
            if (byte == '\r') {
                body->state = LAST_LINE_FEED;
                break;
            }
            if (!hd_is(byte, HD_TOKEN)) return malformed(body);
            body->state = TRAILER_NAME;
            if (is_over(body)) return refuse(body, 431, "chunk-overhead", "The trailer fields are too long.");
            break;
        case TRAILER_NAME:
        case TRAILER_VALUE:
            if (body->state == TRAILER_NAME && byte == ':') {
                body->state = TRAILER_VALUE;
            } else if (body->state == TRAILER_VALUE && byte == '\r') {
                body->state = TRAILER_LINE_FEED;
            } else if (!hd_is(byte, body->state == TRAILER_NAME ? HD_TOKEN : HD_FIELD_VALUE)) {
                return malformed(body);
            }
            if (is_over(body)) return refuse(body, 431, "chunk-overhead", "The trailer fields are too long.");
            break;
        case TRAILER_LINE_FEED:
            if (byte != '\n') return malformed(body);
            body->state = TRAILER;
            break;
        case LAST_LINE_FEED:
            if (byte != '\n') return malformed(body);
            body->done = true;
            *consumed = i + 1;
            return HD_BODY_DONE;
        }
        i += 1;
    }
    *consumed = i;
    return HD_BODY_MORE;
}

enum hd_body_result hd_body_decode(
    struct hd_body *body, const uint8_t *bytes, size_t length, size_t *consumed, const uint8_t **data,
    size_t *data_length) {
    *consumed = 0;
    *data = NULL;
    *data_length = 0;
    if (body->fault.status != 0) return HD_BODY_FAULT;
    if (body->done) return HD_BODY_DONE;
    if (length == 0) return HD_BODY_MORE;
    if (body->framing == HD_FRAMING_CHUNKED) {
        return decode_chunked(body, bytes, length, consumed, data, data_length);
    }
    *consumed = take(body, bytes, length, data, data_length);
    body->done = body->remaining == 0;
    return HD_BODY_DATA;
}
