#include "internal.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* What a worker does with the connection that it owns: it may wait, and touches nothing of the loop's. */

#define WORKER_INPUT_BYTES 16384

static struct hd_connection *holder(struct hd_lease lease) {
    struct hd_connection *c = lease.connection;
    if (c == NULL || atomic_load_explicit(&c->ticket, memory_order_acquire) != lease.ticket) return NULL;
    return c;
}

/* After this, the connection is not the worker's any more. */
static void give_back(struct hd_connection *c) {
    atomic_fetch_add_explicit(&c->ticket, 1, memory_order_release);
    hd_connection_next_phase(c);
    if (c->phase == HD_PHASE_HEAD && c->input == NULL && c->output == NULL && !c->cut_off) {
        /* Nothing is left to do until the client sends: the loop need not wake up. */
        c->wait = HD_WAIT_IDLE;
        c->deadline = hd_milliseconds() + c->loop->daemon->options.idle_timeout;
        c->more_to_read = false;
        uint32_t expected = HD_OWNED_BY_WORKER;
        if (atomic_compare_exchange_strong_explicit(
                &c->ownership, &expected, 0, memory_order_acq_rel, memory_order_acquire)) {
            return;
        }
        c->wait = HD_WAIT_NOTHING;
    }
    struct hd_loop *loop = c->loop;
    struct hd_connection *first = atomic_load_explicit(&loop->inbox, memory_order_relaxed);
    do {
        c->inbox_next = first;
    } while (!atomic_compare_exchange_weak_explicit(
        &loop->inbox, &first, c, memory_order_acq_rel, memory_order_relaxed));
    if (first == NULL) hd_loop_wake(loop);
}

/* False at the deadline. errno and hang-up count as ready: the call that follows reports them. */
static bool wait_for(struct hd_connection *c, short events, uint64_t deadline) {
    while (true) {
        uint64_t now = hd_milliseconds();
        uint64_t left = now < deadline ? deadline - now : 0;
        struct pollfd entry = {c->fd, events, 0};
        int ready = poll(&entry, 1, left < INT_MAX ? (int)left : INT_MAX);
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) return false;
        if (ready == 0 && now >= deadline) return false;
    }
}

void hd_send_response(struct hd_lease lease, const struct hd_response *r) {
    struct hd_connection *c = holder(lease);
    if (c == NULL) return;
    char head[HD_HEAD_BYTES];
    size_t length = hd_encode_head(c, r, HD_ANSWER_WHOLE, head);
    bool bodiless = hd_is_bodiless(c, r->status);
    struct iovec parts[4] = {
        {head, length},
        {(void *)r->fields, r->fields_length},
        {(void *)"\r\n", 2},
        {(void *)r->body, bodiless ? 0 : r->body_length},
    };
    ssize_t sent = hd_output_send(c->fd, parts, 4);
    if (sent < 0) {
        c->cut_off = true;
    } else {
        hd_output_keep(c, parts, 4, (size_t)sent);
    }
    give_back(c);
}

static bool send_all(struct hd_connection *c, struct iovec *parts, size_t count) {
    uint32_t timeout = c->loop->daemon->options.write_timeout;
    while (count > 0) {
        if (parts->iov_len == 0) {
            parts += 1;
            count -= 1;
            continue;
        }
        ssize_t sent = hd_output_send(c->fd, parts, count);
        if (sent < 0) return false;
        if (sent == 0 && !wait_for(c, POLLOUT, hd_milliseconds() + timeout)) return false;
        for (size_t left = (size_t)sent; left > 0;) {
            size_t part = left < parts->iov_len ? left : parts->iov_len;
            parts->iov_base = (uint8_t *)parts->iov_base + part;
            parts->iov_len -= part;
            left -= part;
            if (parts->iov_len == 0) {
                parts += 1;
                count -= 1;
            }
        }
    }
    return true;
}

bool hd_stream_response(
    struct hd_lease lease, const struct hd_response *r, const uint8_t *bytes, size_t length) {
    struct hd_connection *c = holder(lease);
    if (c == NULL || c->cut_off) return false;
    char head[HD_HEAD_BYTES], size[20];
    size_t head_length = 0, size_length = 0;
    if (!c->stream_started) head_length = hd_encode_head(c, r, HD_ANSWER_STREAM, head);
    bool bodiless = hd_is_bodiless(c, r->status);
    c->is_chunked = c->parser.minor_version > 0 && !bodiless;
    if (bodiless) length = 0;
    if (c->is_chunked && length > 0) size_length = (size_t)sprintf(size, "%zx\r\n", length);
    struct iovec parts[6] = {
        {head, head_length},
        {(void *)r->fields, head_length > 0 ? r->fields_length : 0},
        {(void *)"\r\n", head_length > 0 ? 2 : 0},
        {size, size_length},
        {(void *)bytes, length},
        {(void *)"\r\n", size_length > 0 ? 2 : 0},
    };
    c->stream_started = true;
    if (!send_all(c, parts, 6)) c->cut_off = true;
    return !c->cut_off;
}

void hd_end_stream(struct hd_lease lease, bool complete) {
    struct hd_connection *c = holder(lease);
    if (c == NULL) return;
    if (!complete) c->cut_off = true;
    if (!c->cut_off && c->is_chunked) {
        struct iovec part = {(void *)"0\r\n\r\n", 5};
        if (!send_all(c, &part, 1)) c->cut_off = true;
    }
    give_back(c);
}

static ptrdiff_t read_more(struct hd_connection *c) {
    if (c->input == NULL) {
        c->input = malloc(WORKER_INPUT_BYTES);
        if (c->input == NULL) return HD_READ_CLOSED;
        c->input_capacity = WORKER_INPUT_BYTES;
    }
    c->input_start = c->input_end = 0;
    while (true) {
        ssize_t count = recv(c->fd, c->input, c->input_capacity, MSG_DONTWAIT);
        if (count > 0) {
            c->input_end = (uint32_t)count;
            return count;
        }
        if (count == 0) return HD_READ_CLOSED;
        if (errno == EINTR) continue;
        if (errno != EAGAIN) return HD_READ_CLOSED;
        if (!wait_for(c, POLLIN, c->body_deadline)) return HD_READ_TIMED_OUT;
    }
}

static ptrdiff_t fail(struct hd_connection *c, ptrdiff_t failure) {
    /* The rest of the body is lost, and with it the place where the next request starts. */
    c->keep_alive = false;
    return failure;
}

ptrdiff_t hd_read_body(struct hd_lease lease, uint8_t *buffer, size_t capacity) {
    struct hd_connection *c = holder(lease);
    if (c == NULL) return HD_READ_CLOSED;
    while (!c->body.done) {
        size_t available = c->input_end - c->input_start, consumed, length;
        const uint8_t *data;
        enum hd_body_result result = hd_body_decode(
            &c->body, c->input == NULL ? (const uint8_t *)"" : c->input + c->input_start,
            available < capacity ? available : capacity, &consumed, &data, &length);
        c->input_start += (uint32_t)consumed;
        if (result == HD_BODY_FAULT) return fail(c, HD_READ_MALFORMED);
        if (result == HD_BODY_DONE) break;
        if (result == HD_BODY_DATA) {
            c->body_bytes += length;
            if (c->body_bytes > c->plan.body_limit) return fail(c, HD_READ_TOO_LARGE);
            if (c->body_bytes >= c->body_mark + HD_HANDOVER_BYTES) {
                c->body_mark = c->body_bytes;
                c->body_deadline = hd_milliseconds() + c->loop->daemon->options.body_timeout;
            }
            memcpy(buffer, data, length);
            return (ptrdiff_t)length;
        }
        if (c->input_start < c->input_end) continue;
        ptrdiff_t more = read_more(c);
        if (more < 0) return fail(c, more);
    }
    if (c->input_start == c->input_end) {
        free(c->input);
        c->input = NULL;
        c->input_start = c->input_end = c->input_capacity = 0;
    }
    return 0;
}
