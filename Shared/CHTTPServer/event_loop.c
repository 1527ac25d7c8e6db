#include "internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define EVENTS_PER_TURN 256
#define ACCEPTS_PER_TURN 64
/* epoll data that no connection has: the index would be beyond every slab. */
#define WAKE_EVENT UINT64_MAX
#define LISTENER_EVENT (UINT64_MAX - 1)

bool hd_loop_open(struct hd_loop *loop, struct hd_daemon *daemon, int listener) {
    loop->daemon = daemon;
    loop->listener = listener;
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    loop->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    loop->slab_limit = (daemon->options.maximum_connections + HD_REFUSAL_SLOTS) / HD_SLAB + 1;
    loop->slabs = calloc(loop->slab_limit, sizeof *loop->slabs);
    loop->now = hd_milliseconds();
    loop->wheel_tick = loop->now / HD_TICK_MILLISECONDS - 1;
    struct epoll_event wake = {.events = EPOLLIN, .data.u64 = WAKE_EVENT};
    struct epoll_event listen = {.events = EPOLLIN, .data.u64 = LISTENER_EVENT};
    return loop->epoll >= 0 && loop->wake >= 0 && loop->slabs != NULL
        && epoll_ctl(loop->epoll, EPOLL_CTL_ADD, loop->wake, &wake) == 0
        && epoll_ctl(loop->epoll, EPOLL_CTL_ADD, listener, &listen) == 0;
}

void hd_loop_close(struct hd_loop *loop) {
    /* Connections that a worker never gave back before the end. */
    for (uint32_t i = 0; i < loop->slab_count * HD_SLAB; i++) {
        struct hd_connection *c = hd_connection_at(loop, i);
        if (c->is_open) hd_connection_close(c);
    }
    for (uint32_t i = 0; i < loop->slab_count; i++) free(loop->slabs[i]);
    free(loop->slabs);
    if (loop->listener >= 0) close(loop->listener);
    if (loop->epoll >= 0) close(loop->epoll);
    if (loop->wake >= 0) close(loop->wake);
}

void hd_loop_wake(struct hd_loop *loop) {
    uint64_t one = 1;
    while (write(loop->wake, &one, sizeof one) < 0 && errno == EINTR) {}
}

static void listen_for(struct hd_loop *loop, uint32_t events) {
    struct epoll_event listen = {.events = events, .data.u64 = LISTENER_EVENT};
    epoll_ctl(loop->epoll, EPOLL_CTL_MOD, loop->listener, &listen);
}

static void name_peer(const struct sockaddr_storage *address, char *text, size_t size) {
    text[0] = 0;
    if (address->ss_family == AF_INET) {
        inet_ntop(AF_INET, &((const struct sockaddr_in *)address)->sin_addr, text, (socklen_t)size);
    } else if (address->ss_family == AF_INET6) {
        const struct in6_addr *ip = &((const struct sockaddr_in6 *)address)->sin6_addr;
        if (IN6_IS_ADDR_V4MAPPED(ip)) {
            inet_ntop(AF_INET, ip->s6_addr + 12, text, (socklen_t)size);
        } else {
            inet_ntop(AF_INET6, ip, text, (socklen_t)size);
        }
    }
}

/* @return false when nobody waits to be accepted, or nobody can be now */
static bool accept_one(struct hd_loop *loop) {
    uint32_t most = loop->daemon->options.maximum_connections;
    size_t open = atomic_load_explicit(&loop->daemon->connections, memory_order_relaxed);
    bool full = open >= most + HD_REFUSAL_SLOTS;
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    int fd = full ? -1
                  : accept4(loop->listener, (struct sockaddr *)&address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
        if (!full && (errno == EINTR || errno == ECONNABORTED || errno == EPROTO)) return true;
        if (!full && errno == EAGAIN) return false;
        /* No descriptor, no memory, no slot: those who wait stay in the backlog, and the loop does not spin on them. */
        loop->listening_paused = true;
        loop->listen_again_at = loop->now + HD_ACCEPT_PAUSE_MILLISECONDS;
        listen_for(loop, 0);
        return false;
    }
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    char peer[sizeof ((struct hd_connection *)0)->peer];
    name_peer(&address, peer, sizeof peer);
    hd_connection_accepted(loop, fd, peer, open >= most);
    return true;
}

static void stop_listening(struct hd_loop *loop) {
    /* Whoever is connected by now, as he sees it, is served. */
    while (!loop->listening_paused && accept_one(loop)) {}
    close(loop->listener);
    loop->listener = -1;
    loop->stopping = true;
    for (uint32_t i = 0; i < loop->slab_count * HD_SLAB; i++) {
        struct hd_connection *c = hd_connection_at(loop, i);
        if (c->is_open) hd_connection_stopping(c);
    }
}

static void cut_everything_off(struct hd_loop *loop) {
    for (uint32_t i = 0; i < loop->slab_count * HD_SLAB; i++) {
        struct hd_connection *c = hd_connection_at(loop, i);
        if (!c->is_open) continue;
        atomic_fetch_add_explicit(&loop->daemon->cut_off, 1, memory_order_relaxed);
        if (atomic_load_explicit(&c->ownership, memory_order_acquire) & HD_OWNED_BY_WORKER) {
            /* Wakes the worker if it waits for the peer. The descriptor stays until the worker is done. */
            shutdown(c->fd, SHUT_RDWR);
        } else {
            hd_connection_close(c);
        }
    }
}

static void take_inbox(struct hd_loop *loop) {
    uint64_t count;
    while (read(loop->wake, &count, sizeof count) < 0 && errno == EINTR) {}
    struct hd_connection *c = atomic_exchange_explicit(&loop->inbox, NULL, memory_order_acq_rel);
    while (c != NULL) {
        struct hd_connection *next = c->inbox_next;
        hd_connection_taken_back(c);
        c = next;
    }
}

static void run_ready(struct hd_loop *loop) {
    struct hd_connection *c = loop->ready;
    loop->ready = NULL;
    while (c != NULL) {
        struct hd_connection *next = c->ready_next;
        c->is_ready = false;
        bool is_ours = !(atomic_load_explicit(&c->ownership, memory_order_acquire) & HD_OWNED_BY_WORKER);
        if (c->is_open && is_ours) hd_connection_run(c);
        c = next;
    }
}

static int turn_timeout(struct hd_loop *loop) {
    if (loop->ready != NULL) return 0;
    int timeout = hd_timer_wait(loop);
    if (loop->listening_paused && (timeout < 0 || timeout > HD_ACCEPT_PAUSE_MILLISECONDS)) {
        timeout = HD_ACCEPT_PAUSE_MILLISECONDS;
    }
    return timeout;
}

static void turn(struct hd_loop *loop) {
    struct epoll_event events[EVENTS_PER_TURN];
    int count = epoll_wait(loop->epoll, events, EVENTS_PER_TURN, turn_timeout(loop));
    loop->now = hd_milliseconds();
    for (int i = 0; i < count; i++) {
        uint64_t data = events[i].data.u64;
        if (data == LISTENER_EVENT) {
            for (int n = 0; n < ACCEPTS_PER_TURN && accept_one(loop); n++) {}
        } else if (data == WAKE_EVENT) {
            take_inbox(loop);
        } else {
            struct hd_connection *c = hd_connection_at(loop, (uint32_t)data);
            /* An event that was fetched before its connection was closed may meet the successor: not for it. */
            if (c != NULL && c->is_open && c->generation == (uint32_t)(data >> 32)) {
                hd_connection_event(c, events[i].events);
            }
        }
    }
    run_ready(loop);
    hd_timer_advance(loop);
    if (loop->listening_paused && loop->now >= loop->listen_again_at && loop->listener >= 0) {
        loop->listening_paused = false;
        listen_for(loop, EPOLLIN);
    }
}

void *hd_loop_run(void *argument) {
    struct hd_loop *loop = argument;
    struct hd_daemon *daemon = loop->daemon;
    while (true) {
        turn(loop);
        if (!atomic_load_explicit(&daemon->stopping, memory_order_acquire)) continue;
        if (!loop->stopping) stop_listening(loop);
        if (loop->open == 0) break;
        if (atomic_load_explicit(&daemon->forced, memory_order_acquire)) {
            cut_everything_off(loop);
            break;
        }
    }
    pthread_mutex_lock(&daemon->lock);
    daemon->loops_running -= 1;
    pthread_cond_signal(&daemon->ended);
    pthread_mutex_unlock(&daemon->lock);
    return NULL;
}
