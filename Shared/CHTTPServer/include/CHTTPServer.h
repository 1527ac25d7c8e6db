#pragma once

/**
 * An HTTP/1.1 server in the manner of libmicrohttpd: a daemon on listening sockets that it is given, callbacks for
 * requests, responses that are queued on a connection.
 *
 * One thread (a loop) per listening socket reads, parses and writes. A request is answered on its loop, or handed to a
 * thread of the caller's (a worker), which reads the rest of the body and writes the answer itself. At any moment a
 * connection belongs to one of the two, and only its owner touches it; so there is no lock on the way of a request.
 *
 * Everything a callback is lent (heads, bodies, faults) is valid until it returns.
 */

#include "hd_parser.h"

#ifdef __cplusplus
extern "C" {
#endif

/** For Swift: made to be handed to another thread. */
#if defined(__has_attribute) && __has_attribute(swift_attr)
#define HD_SENDABLE __attribute__((swift_attr("@Sendable")))
#else
#define HD_SENDABLE
#endif

struct hd_daemon;
struct hd_connection;

/** The head of a request. Slices are stretches of `bytes`. */
struct hd_head {
    const uint8_t *bytes;
    size_t length;
    struct hd_slice method;
    struct hd_slice path;
    struct hd_slice query;
    bool has_query;
    const struct hd_field *fields;
    size_t field_count;
    /** The peer's numeric address. */
    const char *peer;
};

enum hd_execution {
    /** The answer comes at once, from the loop's thread: for what never blocks. */
    HD_ON_LOOP,
    HD_ON_WORKER,
};

/** What the caller decides from the head alone. */
struct hd_plan {
    enum hd_execution execution;
    /** Bytes of body that are taken; more is 413. */
    uint64_t body_limit;
    /** The caller's own; goes to `respond`, or to `abandon` when the request comes to nothing before that. */
    void *request;
};

/**
 * A connection that was handed to a worker, for one request. It becomes void with the answer: calls with a void lease do
 * nothing, so a late answer never reaches the connection's next request or its successor in the same memory.
 */
struct HD_SENDABLE hd_lease {
    /** NULL: no lease. */
    struct hd_connection *connection;
    uint32_t ticket;
};

enum hd_outcome {
    /** `hd_queue_response` was called. Never for a request planned HD_ON_WORKER. */
    HD_ANSWERED,
    /** A worker has the lease, or had it already. Only for a request planned HD_ON_WORKER. */
    HD_HANDED_OVER,
    /** No worker will take it: the daemon refuses with 503. Only for a request planned HD_ON_WORKER. */
    HD_OVERLOADED,
    /** It was planned HD_ON_LOOP, but turns out to block: `respond` is called again, as for HD_ON_WORKER. */
    HD_NEEDS_WORKER,
};

/** The callbacks; all run on the loops' threads and must not block. */
struct hd_handlers {
    void *context;

    /** The head is complete. */
    struct hd_plan (*begin)(void *context, const struct hd_head *head);

    /**
     * The body is complete; or, for a worker, HD_HANDOVER_BYTES of it have come and it reads the rest itself.
     * `lease` is for workers; `connection` for an answer at once.
     */
    enum hd_outcome (*respond)(
        void *context, void *request, struct hd_connection *connection, struct hd_lease lease, const uint8_t *body,
        size_t body_length, bool body_complete);

    /** The request ends without an answer of the caller's (the client left, the body was refused). */
    void (*abandon)(void *context, void *request);

    /** The daemon refuses: the caller gives the answer its form with `hd_queue_response`. `head` may be NULL. */
    void (*refuse)(
        void *context, struct hd_connection *connection, const struct hd_fault *fault, const struct hd_head *head);
};

/** How much of a body is read before a worker is taken for it: a slow client with a small body never holds one. */
#define HD_HANDOVER_BYTES 65536

struct hd_options {
    struct hd_limits limits;
    /** Connections of all loops together; more are answered with 503. */
    uint32_t maximum_connections;
    /** Milliseconds. From the connection's or the head's first byte to the end of the head. */
    uint32_t header_timeout;
    /** Milliseconds in which the body, or the next 64 KiB of it, must arrive. */
    uint32_t body_timeout;
    /** Milliseconds between two requests. */
    uint32_t idle_timeout;
    /** Milliseconds in which a peer must take some of what is written. */
    uint32_t write_timeout;
};

/**
 * Starts the daemon's loops.
 *
 * @param listeners non-blocking listening sockets, one per loop; the daemon closes them
 * @return NULL when the system lacks memory, threads or descriptors; the listeners are closed then, too
 */
struct hd_daemon *hd_start_daemon(
    const struct hd_options *options, const struct hd_handlers *handlers, const int *listeners, size_t count);

/**
 * Stops in good order: no new connections, idle ones closed, answers in flight sent with `Connection: close`. What has
 * not ended after `timeout` milliseconds is cut off. The loops have ended when it returns; workers may still hold leases.
 *
 * @return connections that were cut off
 */
size_t hd_stop_daemon(struct hd_daemon *daemon, uint32_t timeout);

/** Frees a stopped daemon. No worker may hold a lease any more. */
void hd_free_daemon(struct hd_daemon *daemon);

/** Connections at this moment. Any thread. */
size_t hd_connection_count(const struct hd_daemon *daemon);

struct hd_response {
    /** 200 to 999. */
    int status;
    /** Whole lines, each with its CR LF. Content-Length, Transfer-Encoding, Connection and Date are the daemon's. */
    const char *fields;
    size_t fields_length;
    const uint8_t *body;
    size_t body_length;
    /** False: there is no body to speak of (for HEAD: Content-Length is left out). */
    bool has_body;
    /** The connection ends with this answer. */
    bool close;
};

/** Answers from `respond` or `refuse`, on the loop's thread. Copies what it is given. */
void hd_queue_response(struct hd_connection *connection, const struct hd_response *response);

/** Answers from a worker and gives the connection back. Does not wait for a slow peer: the loop sends the rest. */
void hd_send_response(struct hd_lease lease, const struct hd_response *response);

/** Why a worker gets no more of a body; the connection ends with the answer. */
enum hd_read_failure {
    HD_READ_TIMED_OUT = -1,
    HD_READ_CLOSED = -2,
    HD_READ_TOO_LARGE = -3,
    HD_READ_MALFORMED = -4,
};

/** Reads on in a body, on a worker; waits. @return bytes; 0 at the end; an `hd_read_failure` */
ptrdiff_t hd_read_body(struct hd_lease lease, uint8_t *buffer, size_t capacity);

/**
 * Writes a piece of a streamed answer from a worker, with the head before the first; waits while the peer is slow.
 * HTTP/1.1 gets chunks, HTTP/1.0 an answer that ends with the connection, HEAD the head alone.
 *
 * @return false when the peer is gone or took nothing for `write_timeout`
 */
bool hd_stream_response(struct hd_lease lease, const struct hd_response *head, const uint8_t *bytes, size_t length);

/** Ends a streamed answer and gives the connection back. Not `complete`: it is cut off, so that nobody takes it for whole. */
void hd_end_stream(struct hd_lease lease, bool complete);

/** "Not Found" for 404; "" for what has no registered phrase (RFC 9110 §15). */
const char *hd_reason_phrase(int status);

#ifdef __cplusplus
}
#endif
