#include "internal.h"

/* A hashed wheel, turned lazily. Every open connection is in it once, at or before its deadline; to move a deadline away
   costs nothing, since a slot that comes due only asks the connection how long it really has. */

static uint32_t slot_of(uint64_t at) {
    return (uint32_t)(at / HD_TICK_MILLISECONDS % HD_WHEEL_SLOTS);
}

void hd_timer_remove(struct hd_connection *c) {
    if (c->timer_at == 0) return;
    uint32_t slot = slot_of(c->timer_at);
    if (c->timer_next != NULL) c->timer_next->timer_previous = c->timer_previous;
    if (c->timer_previous != NULL) {
        c->timer_previous->timer_next = c->timer_next;
    } else {
        c->loop->wheel[slot] = c->timer_next;
        if (c->timer_next == NULL) c->loop->wheel_used[slot / 64] &= ~(1ull << (slot % 64));
    }
    c->timer_next = c->timer_previous = NULL;
    c->timer_at = 0;
}

static void insert(struct hd_connection *c, uint64_t at) {
    struct hd_loop *loop = c->loop;
    /* Within one turn of the wheel, and in a slot that has not been looked at. */
    uint64_t first = (loop->wheel_tick + 1) * HD_TICK_MILLISECONDS;
    uint64_t last = (loop->wheel_tick + HD_WHEEL_SLOTS - 1) * HD_TICK_MILLISECONDS;
    if (at < first) at = first;
    if (at > last) at = last;
    uint32_t slot = slot_of(at);
    c->timer_at = at;
    c->timer_previous = NULL;
    c->timer_next = loop->wheel[slot];
    if (c->timer_next != NULL) c->timer_next->timer_previous = c;
    loop->wheel[slot] = c;
    loop->wheel_used[slot / 64] |= 1ull << (slot % 64);
}

void hd_timer_no_later(struct hd_connection *c, uint64_t at) {
    if (c->timer_at != 0 && c->timer_at <= at) return;
    hd_timer_remove(c);
    insert(c, at);
}

void hd_timer_set(struct hd_connection *c, uint64_t at) {
    c->deadline = at;
    hd_timer_no_later(c, at);
}

int hd_timer_wait(struct hd_loop *loop) {
    for (uint64_t tick = loop->wheel_tick + 1; tick < loop->wheel_tick + HD_WHEEL_SLOTS;) {
        uint32_t slot = (uint32_t)(tick % HD_WHEEL_SLOTS);
        uint64_t used = loop->wheel_used[slot / 64] >> (slot % 64);
        if (used == 0) {
            tick += 64 - slot % 64;
            continue;
        }
        tick += (uint64_t)__builtin_ctzll(used);
        /* A slot is due when its tick is over: all of its times have passed then. */
        uint64_t due = (tick + 1) * HD_TICK_MILLISECONDS;
        return due <= loop->now ? 0 : (int)(due - loop->now);
    }
    return -1;
}

void hd_timer_advance(struct hd_loop *loop) {
    uint64_t over = loop->now / HD_TICK_MILLISECONDS - 1;
    if (over > loop->wheel_tick + HD_WHEEL_SLOTS) loop->wheel_tick = over - HD_WHEEL_SLOTS;
    while (loop->wheel_tick < over) {
        loop->wheel_tick += 1;
        uint32_t slot = (uint32_t)(loop->wheel_tick % HD_WHEEL_SLOTS);
        while (loop->wheel[slot] != NULL) {
            struct hd_connection *c = loop->wheel[slot];
            hd_timer_remove(c);
            hd_connection_timer(c);
        }
    }
}
