#include "internal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Connections live in slabs that are freed with the loop and not before: an event that outlived its connection, or a
   worker that comes late, always finds a connection's memory, with a generation and a ticket that say "not yours". */

struct hd_connection *hd_connection_at(struct hd_loop *loop, uint32_t index) {
    if (index / HD_SLAB >= loop->slab_count) return NULL;
    return &loop->slabs[index / HD_SLAB][index % HD_SLAB];
}

static bool add_slab(struct hd_loop *loop) {
    if (loop->slab_count == loop->slab_limit) return false;
    struct hd_connection *slab = calloc(HD_SLAB, sizeof *slab);
    if (slab == NULL) return false;
    for (uint32_t i = HD_SLAB; i-- > 0;) {
        slab[i].loop = loop;
        slab[i].index = loop->slab_count * HD_SLAB + i;
        slab[i].fd = -1;
        slab[i].free_next = loop->free;
        loop->free = &slab[i];
    }
    loop->slabs[loop->slab_count++] = slab;
    return true;
}

struct hd_connection *hd_connection_take(struct hd_loop *loop) {
    if (loop->free == NULL && !add_slab(loop)) return NULL;
    struct hd_connection *c = loop->free;
    loop->free = c->free_next;
    c->free_next = NULL;
    c->is_open = true;
    loop->open += 1;
    atomic_fetch_add_explicit(&loop->daemon->connections, 1, memory_order_relaxed);
    return c;
}

void hd_connection_release(struct hd_connection *c) {
    struct hd_loop *loop = c->loop;
    hd_timer_remove(c);
    close(c->fd);
    free(c->input);
    free(c->collected);
    free(c->output);
    c->fd = -1;
    c->is_open = false;
    c->generation += 1;
    atomic_fetch_add_explicit(&c->ticket, 1, memory_order_relaxed);
    c->input = c->collected = c->output = NULL;
    c->input_start = c->input_end = c->input_capacity = 0;
    c->collected_length = c->collected_capacity = 0;
    c->output_start = c->output_end = 0;
    loop->open -= 1;
    atomic_fetch_sub_explicit(&loop->daemon->connections, 1, memory_order_relaxed);
    c->free_next = loop->free;
    loop->free = c;
}
