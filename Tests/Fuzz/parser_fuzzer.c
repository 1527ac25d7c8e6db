/**
 * A libFuzzer entry for the request parser (head, then body). Beside memory faults it looks for what a parser of a
 * protocol must never do: read the same bytes in two ways. Each input is read once as a whole and once in pieces, and
 * both readings must agree; every offset must lie inside of the head, and every stretch of data inside of its input.
 *
 * The first byte of an input says how long the pieces are; the rest is what a client sends.
 */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "hd_parser.h"

#define CHECK(condition)                                                     \
    do {                                                                     \
        if (!(condition)) {                                                  \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            abort();                                                         \
        }                                                                    \
    } while (0)

static const struct hd_limits limits = {.header_bytes = 2048, .target_bytes = 512, .fields = 20};

/** What was read; compared as a whole. */
struct reading {
    struct hd_parser head;
    int head_result, body_result;
    int status;
    uint8_t *body;
    size_t body_length;
    size_t consumed;
};

static void check_slice(struct hd_slice slice, const struct hd_parser *head) {
    CHECK((size_t)slice.offset + slice.length <= head->head_length);
}

static size_t count_of(const char *name, const struct hd_parser *head, const uint8_t *bytes) {
    size_t count = 0;
    for (size_t i = 0; i < head->field_count; i++) {
        struct hd_slice field = head->fields[i].name;
        count += field.length == strlen(name) && strncasecmp((const char *)bytes + field.offset, name, field.length) == 0;
    }
    return count;
}

/** Where the body ends and whom the request is for is said once, or the request was to be refused. */
static void check_framing(const struct hd_parser *head, const uint8_t *bytes) {
    size_t lengths = count_of("content-length", head, bytes);
    size_t codings = count_of("transfer-encoding", head, bytes);
    size_t hosts = count_of("host", head, bytes);
    CHECK(lengths + codings <= 1);
    CHECK((head->framing == HD_FRAMING_LENGTH) == (lengths == 1));
    CHECK((head->framing == HD_FRAMING_CHUNKED) == (codings == 1));
    CHECK(hosts == 1 || (hosts == 0 && head->minor_version == 0));
    CHECK(codings == 0 || head->minor_version > 0);
}

static void check_head(const struct hd_parser *head, const uint8_t *bytes, size_t length) {
    CHECK(head->head_length <= length && head->head_length <= limits.header_bytes);
    CHECK(head->head_length >= 4 && memcmp(bytes + head->head_length - 4, "\r\n\r\n", 4) == 0);
    check_slice(head->method, head);
    check_slice(head->path, head);
    check_slice(head->query, head);
    check_framing(head, bytes);
    CHECK(head->method.length > 0 && head->path.length > 0);
    CHECK(bytes[head->path.offset] == '/' || bytes[head->path.offset] == '*');
    CHECK(head->field_count <= limits.fields);
    for (size_t i = 0; i < head->field_count; i++) {
        check_slice(head->fields[i].name, head);
        check_slice(head->fields[i].value, head);
        CHECK(head->fields[i].name.length > 0);
        CHECK(memchr(bytes + head->fields[i].name.offset, ':', head->fields[i].name.length) == NULL);
        for (size_t k = 0; k < head->fields[i].value.length; k++) {
            uint8_t byte = bytes[head->fields[i].value.offset + k];
            CHECK(byte != '\r' && byte != '\n' && byte != 0);
        }
    }
}

static struct reading read_request(const uint8_t *bytes, size_t length, size_t piece) {
    struct reading r = {.body = malloc(length + 1)};
    hd_parser_reset(&r.head);
    memset(r.head.fields, 0, sizeof r.head.fields);
    r.head_result = HD_PARSE_MORE;
    size_t arrived = 0;
    while (r.head_result == HD_PARSE_MORE && arrived < length) {
        arrived = length - arrived < piece ? length : arrived + piece;
        /* A copy that ends where the bytes end, so that a read beyond them is seen. */
        uint8_t *copy = malloc(arrived);
        memcpy(copy, bytes, arrived);
        r.head_result = hd_parse_head(&r.head, &limits, copy, arrived);
        free(copy);
    }
    r.status = r.head.fault.status;
    r.consumed = r.head.head_length;
    if (r.head_result != HD_PARSE_DONE) return r;
    check_head(&r.head, bytes, length);

    struct hd_body body;
    hd_body_start(&body, &r.head);
    r.body_result = HD_BODY_MORE;
    while (r.body_result != HD_BODY_DONE && r.body_result != HD_BODY_FAULT) {
        size_t available = length - r.consumed < piece ? length - r.consumed : piece;
        const uint8_t *data;
        size_t consumed, data_length;
        uint8_t *copy = malloc(available + 1);
        memcpy(copy, bytes + r.consumed, available);
        r.body_result = hd_body_decode(&body, copy, available, &consumed, &data, &data_length);
        CHECK(consumed <= available);
        if (r.body_result == HD_BODY_DATA) {
            CHECK(data_length > 0 && data >= copy && data + data_length <= copy + consumed);
            memcpy(r.body + r.body_length, data, data_length);
            r.body_length += data_length;
        } else {
            CHECK(data_length == 0);
            CHECK(r.body_result != HD_BODY_MORE || consumed == available);
        }
        free(copy);
        r.consumed += consumed;
        if (r.body_result == HD_BODY_MORE && r.consumed == length) break;
    }
    r.status = body.fault.status;
    return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size) {
    if (size == 0) return 0;
    size_t length = size - 1;
    struct reading whole = read_request(input + 1, length, length + 1);
    struct reading pieces = read_request(input + 1, length, input[0] % 32 + 1);
    CHECK(whole.head_result == pieces.head_result);
    CHECK(whole.status == pieces.status);
    if (whole.head_result == HD_PARSE_DONE) {
        CHECK(whole.body_result == pieces.body_result);
        CHECK(whole.head.head_length == pieces.head.head_length);
        CHECK(whole.head.framing == pieces.head.framing);
        CHECK(whole.head.field_count == pieces.head.field_count);
        CHECK(memcmp(whole.head.fields, pieces.head.fields, sizeof whole.head.fields) == 0);
        CHECK(whole.body_length == pieces.body_length);
        CHECK(memcmp(whole.body, pieces.body, whole.body_length) == 0);
        if (whole.body_result != HD_BODY_FAULT) CHECK(whole.consumed == pieces.consumed);
    }
    free(whole.body);
    free(pieces.body);
    return 0;
}
