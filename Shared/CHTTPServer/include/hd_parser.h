#pragma once

/**
 * An incremental, strict HTTP/1.1 request parser (RFC 9112).
 *
 * It allocates nothing and keeps no pointer: what it finds are offsets into the bytes of the head, which the caller
 * keeps in one piece and passes again, longer, until the head is complete. Where a message could be read in two ways, it
 * is refused: a proxy in front of us may have chosen the other one (request smuggling).
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The most field lines that a head may have, whatever the limits say. */
#define HD_MAXIMUM_FIELDS 100
/** The most bytes that a head may have, whatever the limits say: offsets have 16 bits. */
#define HD_MAXIMUM_HEADER_BYTES 65535

/** Why a request is refused. Both texts are constants: a machine-readable word and a sentence. */
struct hd_fault {
    /** The status of the answer: 400, 413, 414, 417, 431, 501, 505. 0: no fault. */
    int status;
    const char *code;
    const char *detail;
    /** The limit that was passed: bytes, or for "too-many-fields" fields. 0: none was. */
    uint64_t limit;
};

struct hd_limits {
    /** Bytes from the request line to the empty line. More is 431. */
    uint32_t header_bytes;
    /** Bytes of the request target. More is 414. */
    uint32_t target_bytes;
    /** Field lines. More is 431. */
    uint32_t fields;
};

/** A stretch of the head. */
struct hd_slice {
    uint16_t offset;
    uint16_t length;
};

struct hd_field {
    struct hd_slice name;
    /** Without the whitespace around it. */
    struct hd_slice value;
};

enum hd_framing {
    HD_FRAMING_NONE,
    HD_FRAMING_LENGTH,
    HD_FRAMING_CHUNKED,
};

/** The parser's state, and when it is done the head that it found. */
struct hd_parser {
    /* Progress: the start of the line that is being received, and how far it was searched for its end. */
    uint32_t line;
    uint32_t scanned;
    bool request_line_done;
    bool blank_line_skipped;

    struct hd_slice method;
    /** Still percent-encoded, without the query; "*" for OPTIONS of the server itself. */
    struct hd_slice path;
    struct hd_slice query;
    bool has_query;
    /** 0 or 1: HTTP/1.0 or HTTP/1.1. */
    uint8_t minor_version;
    /** The connection may serve another request after this one, as far as the client is concerned (RFC 9112 §9.3). */
    bool keep_alive;
    /** `Expect: 100-continue` of an HTTP/1.1 client. */
    bool expects_continue;
    enum hd_framing framing;
    /** For HD_FRAMING_LENGTH. */
    uint64_t content_length;
    /** Bytes of the head, the empty line included: the body starts there. */
    uint32_t head_length;

    uint16_t field_count;
    struct hd_fault fault;

    /* What the field lines said, until the end of the head shows whether they agree. */
    struct hd_slice authority;
    bool absolute_form;
    bool has_host, has_length, has_coding, close, explicit_keep_alive;
    uint16_t host_field;
    struct hd_field fields[HD_MAXIMUM_FIELDS];
};

enum hd_parse_result {
    /** The head is not complete: call again with the same bytes and more behind them. */
    HD_PARSE_MORE,
    HD_PARSE_DONE,
    /** `fault` says why. The connection cannot go on: nobody knows where the next request starts. */
    HD_PARSE_FAULT,
};

/** Makes the parser ready for a head. */
void hd_parser_reset(struct hd_parser *parser);

/**
 * Goes on with a head.
 *
 * @param bytes the head from its first byte, and whatever else has arrived
 * @param length at least as many as in the call before
 */
enum hd_parse_result hd_parse_head(
    struct hd_parser *parser, const struct hd_limits *limits, const uint8_t *bytes, size_t length);

/** The state of a body that is being received. */
struct hd_body {
    enum hd_framing framing;
    uint8_t state;
    uint8_t digits;
    bool done;
    /** Content-Length: bytes to come. Chunked: bytes to come of this chunk. */
    uint64_t remaining;
    /** Bytes of chunk extensions and trailer fields so far: bounded, since nobody reads them. */
    uint32_t overhead;
    struct hd_fault fault;
};

enum hd_body_result {
    /** All bytes are consumed, more are needed. */
    HD_BODY_MORE,
    /** A stretch of data was found. */
    HD_BODY_DATA,
    /** The body is complete; what was not consumed belongs to the next request. */
    HD_BODY_DONE,
    HD_BODY_FAULT,
};

/** Makes the body ready, from a parser that is done. A body of no bytes is done at once. */
void hd_body_start(struct hd_body *body, const struct hd_parser *head);

/**
 * Goes on with a body, up to the next stretch of data or the end of the bytes. Trailer fields are checked and dropped.
 *
 * @param consumed how many of `bytes` belong to the body and are dealt with
 * @param data for HD_BODY_DATA: the stretch, inside of `bytes`
 */
enum hd_body_result hd_body_decode(
    struct hd_body *body, const uint8_t *bytes, size_t length, size_t *consumed, const uint8_t **data,
    size_t *data_length);

#ifdef __cplusplus
}
#endif
