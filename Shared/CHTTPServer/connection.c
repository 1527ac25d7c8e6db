#include "internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* The life of a connection on its loop, one step after the other; the phases are listed in internal.h. */

enum step {
    STEP_ON,   /* something was done: take the next step */
    STEP_WAIT, /* nothing can be done until the socket or a worker says so */
    STEP_GONE, /* the connection is closed, or a worker owns it: do not touch it */
};

/* So many requests of one connection are answered before others get their turn. */
#define REQUESTS_PER_TURN 64
/* And so much is thrown away of what a peer still sends. */
#define READS_PER_TURN 16

static void drop_request(struct hd_connection *c) {
    if (!c->has_request) return;
    c->has_request = false;
    struct hd_handlers *handlers = &c->loop->daemon->handlers;
    handlers->abandon(handlers->context, c->plan.request);
}

void hd_connection_close(struct hd_connection *c) {
    drop_request(c);
    if (c->cut_off) {
        /* An answer that is not whole must not look like one that ends with the connection: reset instead of FIN. */
        struct linger none = {1, 0};
        setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    }
    c->loop->output_length = 0;
    if (c->input == c->loop->scratch) c->input = NULL;
    hd_connection_release(c);
}

void hd_connection_next_phase(struct hd_connection *c) {
    c->stream_started = false;
    c->answered = false;
    c->wait = HD_WAIT_NOTHING;
    if (!c->keep_alive) {
        c->phase = HD_PHASE_CLOSING;
    } else if (!c->body.done) {
        c->phase = HD_PHASE_DRAIN;
    } else {
        c->phase = HD_PHASE_HEAD;
        hd_parser_reset(&c->parser);
    }
}

static struct hd_head head_of(const struct hd_connection *c, const uint8_t *bytes) {
    return (struct hd_head){
        .bytes = bytes,
        .length = c->parser.head_length,
        .method = c->parser.method,
        .path = c->parser.path,
        .query = c->parser.query,
        .has_query = c->parser.has_query,
        .fields = c->parser.fields,
        .field_count = c->parser.field_count,
        .peer = c->peer,
    };
}

/* The answer that the daemon gives itself. It ends the connection, unless the request was read whole. `head` may be NULL. */
static enum step refuse(struct hd_connection *c, const struct hd_fault *fault, const struct hd_head *head) {
    struct hd_handlers *handlers = &c->loop->daemon->handlers;
    drop_request(c);
    if (c->phase != HD_PHASE_REQUEST || !c->body.done) c->keep_alive = false;
    c->answered = false;
    handlers->refuse(handlers->context, c, fault, head);
    hd_connection_next_phase(c);
    return STEP_ON;
}

void hd_connection_refuse(struct hd_connection *c, int status, const char *code, const char *detail) {
    struct hd_fault fault = {status, code, detail, 0};
    refuse(c, &fault, NULL);
}

static enum step refuse_as(struct hd_connection *c, int status, const char *code, const char *detail) {
    hd_connection_refuse(c, status, code, detail);
    return STEP_ON;
}

static enum step refuse_body_size(struct hd_connection *c, const struct hd_head *head) {
    struct hd_fault fault = {
        413, "body-too-large", "The request's body is larger than this resource takes.", c->plan.body_limit};
    return refuse(c, &fault, head);
}

/* Gets more bytes behind those that are there. */
static enum step read_more(struct hd_connection *c) {
    struct hd_loop *loop = c->loop;
    /* What was asked before is answered before the server waits. */
    if (!hd_output_flush(c)) return STEP_ON;
    if (!c->more_to_read) return STEP_WAIT;
    if (c->input == NULL) {
        c->input = loop->scratch;
        c->input_start = c->input_end = 0;
        c->input_capacity = HD_SCRATCH_BYTES;
    } else if (c->input_start > 0) {
        memmove(c->input, c->input + c->input_start, c->input_end - c->input_start);
        c->input_end -= c->input_start;
        c->input_start = 0;
    }
    size_t room = c->input_capacity - c->input_end;
    ssize_t count;
    do {
        count = recv(c->fd, c->input + c->input_end, room, MSG_DONTWAIT);
    } while (count < 0 && errno == EINTR);
    if (count > 0) {
        c->input_end += (uint32_t)count;
        /* A short read emptied the socket, and what comes later makes a new event; an end of input has been told of. */
        if ((size_t)count < room && !c->end_of_input) c->more_to_read = false;
        return STEP_ON;
    }
    if (count < 0 && errno == EAGAIN) {
        c->more_to_read = false;
        return STEP_WAIT;
    }
    hd_connection_close(c);
    return STEP_GONE;
}

static size_t available(const struct hd_connection *c) { return c->input_end - c->input_start; }

static enum step step_head(struct hd_connection *c) {
    struct hd_options *options = &c->loop->daemon->options;
    const uint8_t *bytes = c->input == NULL ? (const uint8_t *)"" : c->input + c->input_start;
    switch (hd_parse_head(&c->parser, &options->limits, bytes, available(c))) {
    case HD_PARSE_MORE: {
        enum step step = read_more(c);
        if (step != STEP_WAIT) return step;
        if (available(c) > 0 || !c->served) {
            hd_connection_wait(c, HD_WAIT_HEADER, options->header_timeout);
        } else {
            hd_connection_wait(c, HD_WAIT_IDLE, options->idle_timeout);
        }
        if (c->loop->stopping && available(c) == 0) hd_connection_hurry(c);
        return STEP_WAIT;
    }
    case HD_PARSE_FAULT: {
        struct hd_head head = head_of(c, bytes);
        c->is_head = c->parser.method.length == 4 && memcmp(bytes + c->parser.method.offset, "HEAD", 4) == 0;
        return refuse(c, &c->parser.fault, c->parser.path.length > 0 ? &head : NULL);
    }
    case HD_PARSE_DONE: break;
    }

    struct hd_head head = head_of(c, bytes);
    c->served = true;
    c->is_head = c->parser.method.length == 4 && memcmp(bytes + c->parser.method.offset, "HEAD", 4) == 0;
    c->keep_alive = c->parser.keep_alive;
    hd_body_start(&c->body, &c->parser);
    c->body_bytes = c->body_mark = 0;
    c->input_start += c->parser.head_length;
    struct hd_handlers *handlers = &c->loop->daemon->handlers;
    c->plan = handlers->begin(handlers->context, &head);
    c->has_request = true;
    if (c->body.framing == HD_FRAMING_LENGTH && c->body.remaining > c->plan.body_limit) {
        return refuse_body_size(c, &head);
    }
    if (c->body.done) {
        c->phase = HD_PHASE_REQUEST;
        return STEP_ON;
    }
    if (c->parser.expects_continue && available(c) == 0) {
        static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
        hd_output_append(c, go_on, sizeof go_on - 1);
    }
    c->phase = HD_PHASE_BODY;
    c->wait = HD_WAIT_NOTHING;
    return STEP_ON;
}

static bool collect(struct hd_connection *c, const uint8_t *data, size_t length) {
    if (c->collected_capacity - c->collected_length < length) {
        /* A known length is allocated at once, but no more than has a chance to come soon. */
        uint64_t known = c->body.framing == HD_FRAMING_LENGTH ? c->body.remaining : 0;
        size_t ahead = known < HD_HANDOVER_BYTES ? (size_t)known : HD_HANDOVER_BYTES;
        size_t grown = c->collected_length + length + (ahead > c->collected_length ? ahead : c->collected_length);
        uint8_t *bytes = realloc(c->collected, grown);
        if (bytes == NULL) return false;
        c->collected = bytes;
        c->collected_capacity = grown;
    }
    memcpy(c->collected + c->collected_length, data, length);
    c->collected_length += length;
    return true;
}

static enum step step_body(struct hd_connection *c) {
    struct hd_options *options = &c->loop->daemon->options;
    if (c->body.done || (c->plan.execution == HD_ON_WORKER && c->collected_length >= HD_HANDOVER_BYTES)) {
        c->phase = HD_PHASE_REQUEST;
        return STEP_ON;
    }
    size_t consumed, length;
    const uint8_t *data;
    const uint8_t *bytes = c->input == NULL ? (const uint8_t *)"" : c->input + c->input_start;
    enum hd_body_result result = hd_body_decode(&c->body, bytes, available(c), &consumed, &data, &length);
    c->input_start += (uint32_t)consumed;
    switch (result) {
    case HD_BODY_FAULT: return refuse(c, &c->body.fault, NULL);
    case HD_BODY_DONE: return STEP_ON;
    case HD_BODY_DATA:
        c->body_bytes += length;
        if (c->body_bytes > c->plan.body_limit) {
            return refuse_body_size(c, NULL);
        }
        if (!collect(c, data, length)) {
            return refuse_as(c, 503, "overloaded", "The server has no memory for the request's body.");
        }
        if (c->body_bytes >= c->body_mark + HD_HANDOVER_BYTES) {
            c->body_mark = c->body_bytes;
            c->wait = HD_WAIT_NOTHING;
        }
        return STEP_ON;
    case HD_BODY_MORE: break;
    }
    enum step step = read_more(c);
    if (step == STEP_WAIT) hd_connection_wait(c, HD_WAIT_BODY, options->body_timeout);
    return step;
}

/* Bytes that outlast this run move from the loop's scratch to memory of their own. False: no memory. */
static bool keep_input(struct hd_connection *c) {
    if (c->input != c->loop->scratch) return true;
    size_t length = available(c);
    c->input = NULL;
    if (length > 0) {
        c->input = malloc(length);
        if (c->input == NULL) return false;
        memcpy(c->input, c->loop->scratch + c->input_start, length);
    }
    c->input_start = 0;
    c->input_end = c->input_capacity = (uint32_t)length;
    return true;
}

static enum step step_request(struct hd_connection *c) {
    struct hd_handlers *handlers = &c->loop->daemon->handlers;
    bool for_worker = c->plan.execution == HD_ON_WORKER;
    struct hd_lease lease = {NULL, 0};
    if (for_worker) {
        /* Answers leave in the order of their requests. */
        if (!hd_output_flush(c)) return STEP_ON;
        if (!keep_input(c)) {
            c->cut_off = true;
            return STEP_ON;
        }
        uint32_t hurry = c->loop->daemon->options.idle_timeout;
        /* The worker will set a deadline, but cannot move the timer. */
        hd_timer_no_later(c, c->loop->now + (hurry < 1000 ? hurry : 1000));
        c->phase = HD_PHASE_WORKER;
        c->body_deadline = c->loop->now + c->loop->daemon->options.body_timeout;
        lease.connection = c;
        lease.ticket = atomic_load_explicit(&c->ticket, memory_order_relaxed);
        uint32_t missed = c->more_to_read ? HD_EVENT_MISSED : 0;
        atomic_store_explicit(&c->ownership, HD_OWNED_BY_WORKER | missed, memory_order_release);
    }
    uint8_t *body = c->collected;
    size_t length = c->collected_length;
    bool complete = c->body.done;
    void *request = c->plan.request;
    c->collected = NULL;
    c->collected_length = c->collected_capacity = 0;
    c->has_request = false;

    enum hd_outcome outcome = handlers->respond(handlers->context, request, c, lease, body, length, complete);
    if (outcome == HD_HANDED_OVER) {
        free(body);
        return STEP_GONE;
    }
    if (for_worker) atomic_store_explicit(&c->ownership, 0, memory_order_relaxed);
    if (outcome == HD_NEEDS_WORKER) {
        c->plan.execution = HD_ON_WORKER;
        c->collected = body;
        c->collected_length = c->collected_capacity = length;
        c->has_request = true;
        return STEP_ON;
    }
    free(body);
    c->phase = HD_PHASE_REQUEST;
    if (outcome == HD_OVERLOADED) {
        return refuse_as(c, 503, "overloaded", "The server is busy: try again in a moment.");
    }
    hd_connection_next_phase(c);
    return STEP_ON;
}

static enum step step_drain(struct hd_connection *c) {
    if (c->body.done) {
        hd_connection_next_phase(c);
        return STEP_ON;
    }
    size_t consumed, length;
    const uint8_t *data;
    const uint8_t *bytes = c->input == NULL ? (const uint8_t *)"" : c->input + c->input_start;
    enum hd_body_result result = hd_body_decode(&c->body, bytes, available(c), &consumed, &data, &length);
    c->input_start += (uint32_t)consumed;
    if (result == HD_BODY_FAULT) {
        c->keep_alive = false;
        hd_connection_next_phase(c);
        return STEP_ON;
    }
    if (result != HD_BODY_MORE) return STEP_ON;
    enum step step = read_more(c);
    if (step == STEP_WAIT) hd_connection_wait(c, HD_WAIT_BODY, c->loop->daemon->options.body_timeout);
    return step;
}

static enum step step_closing(struct hd_connection *c) {
    if (!hd_output_flush(c)) return STEP_ON;
    shutdown(c->fd, SHUT_WR);
    c->phase = HD_PHASE_LINGER;
    c->lingered = 0;
    /* The answer to a request that was read whole may be the last thing the peer waits for; one that still sends must
       not be met by a reset, which could destroy the answer on its way (RFC 9112 §9.6). */
    c->more_to_read = true;
    return STEP_ON;
}

static void run_later(struct hd_connection *c) {
    if (c->is_ready) return;
    c->is_ready = true;
    c->ready_next = c->loop->ready;
    c->loop->ready = c;
}

static enum step step_linger(struct hd_connection *c) {
    hd_connection_wait(c, HD_WAIT_LINGER, HD_LINGER_MILLISECONDS);
    for (int reads = 0; reads < READS_PER_TURN; reads++) {
        ssize_t count = recv(c->fd, c->loop->scratch, HD_SCRATCH_BYTES, MSG_DONTWAIT);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) return STEP_WAIT;
        if (count > 0) c->lingered += (uint64_t)count;
        if (count <= 0 || c->lingered > HD_LINGER_BYTES) {
            hd_connection_close(c);
            return STEP_GONE;
        }
    }
    run_later(c);
    return STEP_WAIT;
}

void hd_connection_run(struct hd_connection *c) {
    struct hd_loop *loop = c->loop;
    if (c->input != NULL && c->input != loop->scratch) {
        /* What waited goes back to the scratch, where there is room behind it. */
        size_t length = available(c);
        memcpy(loop->scratch, c->input + c->input_start, length);
        free(c->input);
        c->input = loop->scratch;
        c->input_start = 0;
        c->input_end = (uint32_t)length;
        c->input_capacity = HD_SCRATCH_BYTES;
    }
    enum step step = STEP_ON;
    for (unsigned requests = 0; step == STEP_ON;) {
        if (c->cut_off) {
            hd_connection_close(c);
            return;
        }
        if (c->output != NULL && !hd_output_flush(c)) {
            /* Back-pressure: a peer that does not take its answers is not asked what else it wants. */
            if (c->cut_off) continue;
            hd_connection_wait(c, HD_WAIT_WRITE, loop->daemon->options.write_timeout);
            break;
        }
        switch (c->phase) {
        case HD_PHASE_HEAD: step = step_head(c); break;
        case HD_PHASE_BODY: step = step_body(c); break;
        case HD_PHASE_REQUEST:
            step = step_request(c);
            if (step == STEP_ON && ++requests == REQUESTS_PER_TURN) {
                if (hd_output_flush(c)) run_later(c);
                if (!c->cut_off && c->output == NULL) step = STEP_WAIT;
            }
            break;
        case HD_PHASE_DRAIN: step = step_drain(c); break;
        case HD_PHASE_CLOSING: step = step_closing(c); break;
        case HD_PHASE_LINGER:
            if (c->input == loop->scratch) c->input = NULL;
            c->input_start = c->input_end = 0;
            step = step_linger(c);
            break;
        default: return;
        }
    }
    if (step != STEP_GONE && !keep_input(c)) hd_connection_close(c);
}

void hd_connection_accepted(struct hd_loop *loop, int fd, const char *peer, bool refused) {
    struct hd_connection *c = hd_connection_take(loop);
    if (c == NULL) {
        struct linger none = {1, 0};
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
        shutdown(fd, SHUT_RDWR);
        close(fd);
        return;
    }
    c->fd = fd;
    atomic_store_explicit(&c->ownership, 0, memory_order_relaxed);
    memcpy(c->peer, peer, sizeof c->peer);
    c->phase = HD_PHASE_HEAD;
    c->wait = HD_WAIT_NOTHING;
    c->more_to_read = true;
    c->end_of_input = c->served = c->is_head = c->keep_alive = c->answered = false;
    c->stream_started = c->cut_off = c->has_request = false;
    hd_parser_reset(&c->parser);
    c->parser.minor_version = 1;
    memset(&c->body, 0, sizeof c->body);
    c->body.done = true;
    struct epoll_event event = {
        .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
        .data.u64 = (uint64_t)c->generation << 32 | c->index,
    };
    if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event) != 0) {
        hd_connection_close(c);
        return;
    }
    if (refused) {
        hd_connection_refuse(c, 503, "too-many-connections", "The server has too many connections: try again later.");
    }
    hd_connection_run(c);
}

void hd_connection_event(struct hd_connection *c, uint32_t events) {
    if (atomic_load_explicit(&c->ownership, memory_order_acquire) & HD_OWNED_BY_WORKER) {
        uint32_t before = atomic_fetch_or_explicit(&c->ownership, HD_EVENT_MISSED, memory_order_acq_rel);
        if (before & HD_OWNED_BY_WORKER) return;
        /* It was given back this very moment. */
        atomic_store_explicit(&c->ownership, 0, memory_order_relaxed);
    }
    if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) c->more_to_read = true;
    if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) c->end_of_input = true;
    hd_connection_run(c);
}

void hd_connection_taken_back(struct hd_connection *c) {
    atomic_store_explicit(&c->ownership, 0, memory_order_relaxed);
    c->more_to_read = true;
    hd_connection_run(c);
}
