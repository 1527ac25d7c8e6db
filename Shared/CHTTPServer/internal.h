#pragma once

/** What the daemon's files share. */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <pthread.h>
#include <stdatomic.h>
#include <sys/types.h>
#include <sys/uio.h>

#include "CHTTPServer.h"

/* Room for the largest head, and for many small pipelined requests in one read. */
#define HD_SCRATCH_BYTES 69632
/* Answers of pipelined requests are gathered up to here and leave in one write. */
#define HD_OUTPUT_BYTES 65536
/* Status line and the daemon's own fields. */
#define HD_HEAD_BYTES 384
/* A body that the handler did not want is read past up to here; with more to come, the connection is closed. */
#define HD_DRAIN_BYTES 65536
/* After an answer that closes, the peer gets this long and this many bytes to stop sending (RFC 9112 §9.6). */
#define HD_LINGER_MILLISECONDS 5000
#define HD_LINGER_BYTES (64u << 20)
/* Connections beyond the limit that are told so; with more than these, new ones wait in the backlog. */
#define HD_REFUSAL_SLOTS 256
/* While stopping, an idle connection stays this long: its client may just be sending. */
#define HD_STOPPING_IDLE_MILLISECONDS 200
/* Accepting pauses so long when the system has no descriptor left. */
#define HD_ACCEPT_PAUSE_MILLISECONDS 100

#define HD_SLAB 64
#define HD_WHEEL_SLOTS 1024
#define HD_TICK_MILLISECONDS 64

/** Where a connection stands, between two calls of `hd_connection_run`. */
enum hd_phase {
    HD_PHASE_HEAD,    /* waits for a request, or for the rest of its head */
    HD_PHASE_BODY,    /* collects the body */
    HD_PHASE_REQUEST, /* the request is there, `respond` comes next */
    HD_PHASE_WORKER,  /* a worker owns the connection */
    HD_PHASE_DRAIN,   /* reads past what is left of a body */
    HD_PHASE_CLOSING, /* the last answer is being sent */
    HD_PHASE_LINGER,  /* everything is sent; waits for the peer to stop, too */
};

/** What the timer of a connection stands for. */
enum hd_wait {
    HD_WAIT_NOTHING,
    HD_WAIT_HEADER,
    HD_WAIT_BODY,
    HD_WAIT_IDLE,
    HD_WAIT_WRITE,
    HD_WAIT_LINGER,
};

/* Bits of `ownership`. A loop's event for a connection that a worker owns is left as a note; the worker finds it when it
   gives the connection back, and then wakes the loop. */
#define HD_OWNED_BY_WORKER 1u
#define HD_EVENT_MISSED 2u

struct hd_connection {
    struct hd_loop *loop;
    uint32_t index;
    /* Counts the connections that lived in this memory; an epoll event carries it (see event_loop.c). */
    uint32_t generation;
    int fd;
    bool is_open;
    _Atomic uint32_t ownership;
    /* Counts hand-overs, over all connections that lived here. */
    _Atomic uint32_t ticket;

    /* The loop's own, even while a worker owns the connection. */
    struct hd_connection *timer_next, *timer_previous;
    uint64_t timer_at;
    struct hd_connection *free_next;

    struct hd_connection *ready_next;
    bool is_ready;
    struct hd_connection *inbox_next;

    char peer[46];
    uint8_t phase;
    uint8_t wait;
    uint64_t deadline;

    bool more_to_read;  /* the socket may hold bytes that no new event will tell of */
    bool end_of_input;
    bool served;        /* a request was read on this connection: the next wait is idleness */
    bool is_head;       /* the request is HEAD */
    bool keep_alive;    /* the answer leaves the connection open */
    bool answered;
    bool stream_started;
    bool is_chunked;    /* the streamed answer is sent in chunks */
    bool cut_off;       /* the answer broke: nothing more may be sent */

    /* Bytes read and not consumed: in the loop's scratch while it runs, in memory of its own while it waits. */
    uint8_t *input;
    uint32_t input_start, input_end, input_capacity;

    struct hd_parser parser;
    struct hd_body body;
    struct hd_plan plan;
    bool has_request;
    /* Decoded body bytes, for the loop phase. */
    uint8_t *collected;
    size_t collected_length, collected_capacity;
    uint64_t body_bytes;
    uint64_t body_mark;
    uint64_t body_deadline;
    uint64_t lingered;

    /* What the peer has not taken yet. */
    uint8_t *output;
    size_t output_start, output_end;
};

struct hd_loop {
    struct hd_daemon *daemon;
    pthread_t thread;
    int epoll, wake, listener;
    bool listening_paused;
    uint64_t listen_again_at;
    bool stopping;
    uint64_t now;

    struct hd_connection **slabs;
    uint32_t slab_count, slab_limit;
    struct hd_connection *free;
    size_t open;

    _Atomic(struct hd_connection *) inbox;
    struct hd_connection *ready;

    uint64_t wheel_tick;
    struct hd_connection *wheel[HD_WHEEL_SLOTS];
    uint64_t wheel_used[HD_WHEEL_SLOTS / 64];

    /* Of the connection that is being run; both are free between two runs. */
    uint8_t scratch[HD_SCRATCH_BYTES];
    uint8_t output[HD_OUTPUT_BYTES];
    size_t output_length;
};

struct hd_daemon {
    struct hd_options options;
    struct hd_handlers handlers;
    _Atomic bool stopping, forced;
    _Atomic size_t connections;
    _Atomic size_t cut_off;
    pthread_mutex_t lock;
    pthread_cond_t ended;
    size_t loops_running;
    size_t loop_count;
    struct hd_loop *loops[];
};

/* clock.c */
uint64_t hd_milliseconds(void);
/** "Date: …\r\n", made once a second for each thread. */
#define HD_DATE_BYTES 37
const char *hd_date_field(void);

/* event_loop.c */
bool hd_loop_open(struct hd_loop *loop, struct hd_daemon *daemon, int listener);
void hd_loop_close(struct hd_loop *loop);
void *hd_loop_run(void *loop);
void hd_loop_wake(struct hd_loop *loop);

/* connection_memory.c */
struct hd_connection *hd_connection_take(struct hd_loop *loop);
struct hd_connection *hd_connection_at(struct hd_loop *loop, uint32_t index);
void hd_connection_release(struct hd_connection *connection);

/* timer_wheel.c */
void hd_timer_set(struct hd_connection *connection, uint64_t at);
void hd_timer_no_later(struct hd_connection *connection, uint64_t at);
void hd_timer_remove(struct hd_connection *connection);
/** Milliseconds until the wheel must turn; -1: never. */
int hd_timer_wait(struct hd_loop *loop);
/** Calls `hd_connection_timer` for what is due. */
void hd_timer_advance(struct hd_loop *loop);

/* connection.c */
void hd_connection_accepted(struct hd_loop *loop, int fd, const char *peer, bool refused);
void hd_connection_run(struct hd_connection *connection);
void hd_connection_event(struct hd_connection *connection, uint32_t events);
void hd_connection_taken_back(struct hd_connection *connection);
void hd_connection_close(struct hd_connection *connection);
/** The state for the next request, when one has been answered; by whoever owns the connection. */
void hd_connection_next_phase(struct hd_connection *connection);
/** Answers in place of a handler; `hd_connection_run` then goes on. */
void hd_connection_refuse(struct hd_connection *connection, int status, const char *code, const char *detail);

/* connection_deadlines.c */
/** What it waits for from now on, and how many milliseconds at most; no new deadline while it waits for the same. */
void hd_connection_wait(struct hd_connection *connection, enum hd_wait wait, uint32_t milliseconds);
/** While the server stops, an idle connection has a last moment for a request that is on its way. */
void hd_connection_hurry(struct hd_connection *connection);
/** Its timer is due. */
void hd_connection_timer(struct hd_connection *connection);
/** The server takes no more requests; the connection may still have sent one. */
void hd_connection_stopping(struct hd_connection *connection);

/* output.c */
/** Sends what is gathered and what waits. True when nothing is left; false: wait, or `cut_off`. */
bool hd_output_flush(struct hd_connection *connection);
void hd_output_append(struct hd_connection *connection, const void *bytes, size_t length);
/** Keeps what the socket did not take; sets `cut_off` when there is no memory for it. */
void hd_output_keep(struct hd_connection *connection, const struct iovec *parts, size_t count, size_t sent);
ssize_t hd_output_send(int fd, const struct iovec *parts, size_t count);

/* response.c */
enum hd_answer { HD_ANSWER_WHOLE, HD_ANSWER_STREAM };
/** Decides what becomes of the connection, and writes status line and the daemon's own fields. @return bytes */
size_t hd_encode_head(
    struct hd_connection *connection, const struct hd_response *response, enum hd_answer answer, char *into);
/** The answer to this request has no body, whatever the handler gave (RFC 9110 §6.4.1). */
bool hd_is_bodiless(const struct hd_connection *connection, int status);
