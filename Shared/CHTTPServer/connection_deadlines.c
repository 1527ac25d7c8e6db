#include "internal.h"

#include <sys/socket.h>

/* What time does to a connection: how long it may wait for what, and how it ends when nothing came. On its loop. */

void hd_connection_wait(struct hd_connection *c, enum hd_wait wait, uint32_t timeout) {
    if (c->wait == wait) return;
    c->wait = (uint8_t)wait;
    hd_timer_set(c, c->loop->now + timeout);
}

void hd_connection_hurry(struct hd_connection *c) {
    uint64_t last = hd_milliseconds() + HD_STOPPING_IDLE_MILLISECONDS;
    if (c->deadline > last) hd_timer_set(c, last);
}

static bool is_idle(const struct hd_connection *c) {
    return c->phase == HD_PHASE_HEAD && c->input == NULL && c->output == NULL;
}

static bool has_bytes(const struct hd_connection *c) {
    uint8_t byte;
    return recv(c->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

void hd_connection_timer(struct hd_connection *c) {
    struct hd_loop *loop = c->loop;
    if (atomic_load_explicit(&c->ownership, memory_order_acquire) & HD_OWNED_BY_WORKER) {
        hd_timer_no_later(c, loop->now + 1000);
        return;
    }
    if (c->wait == HD_WAIT_NOTHING) {
        /* It is on the ready list. */
        hd_timer_no_later(c, loop->now + 1000);
        return;
    }
    bool idle = is_idle(c);
    if (c->deadline > loop->now) {
        hd_timer_no_later(c, c->deadline);
        return;
    }
    if (idle && has_bytes(c)) {
        /* Sent in time, and not yet looked at. */
        c->more_to_read = true;
        hd_connection_run(c);
        return;
    }
    switch (c->wait) {
    case HD_WAIT_HEADER:
        if (idle) break;
        hd_connection_refuse(c, 408, "header-timeout", "The request's header did not arrive in time.");
        hd_connection_run(c);
        return;
    case HD_WAIT_BODY:
        if (c->phase == HD_PHASE_DRAIN) break;
        hd_connection_refuse(c, 408, "body-timeout", "The request's body did not arrive in time.");
        hd_connection_run(c);
        return;
    case HD_WAIT_WRITE: c->cut_off = true; break;
    default: break;
    }
    hd_connection_close(c);
}

void hd_connection_stopping(struct hd_connection *c) {
    if (atomic_fetch_or_explicit(&c->ownership, HD_EVENT_MISSED, memory_order_acq_rel) & HD_OWNED_BY_WORKER) return;
    atomic_store_explicit(&c->ownership, 0, memory_order_relaxed);
    if (is_idle(c)) hd_connection_hurry(c);
}
