#include "internal.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void close_listeners(const int *listeners, size_t from, size_t count) {
    for (size_t i = from; i < count; i++) close(listeners[i]);
}

static void free_loops(struct hd_daemon *daemon) {
    for (size_t i = 0; i < daemon->loop_count; i++) {
        hd_loop_close(daemon->loops[i]);
        free(daemon->loops[i]);
    }
    pthread_cond_destroy(&daemon->ended);
    pthread_mutex_destroy(&daemon->lock);
    free(daemon);
}

/* The process's signals are not for the loops. */
static int start_thread(struct hd_loop *loop, size_t number) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int code = pthread_create(&loop->thread, NULL, hd_loop_run, loop);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (code == 0) {
        char name[16];
        snprintf(name, sizeof name, "http-loop-%u", (unsigned)number % 1000);
        pthread_setname_np(loop->thread, name);
    }
    return code;
}

struct hd_daemon *hd_start_daemon(
    const struct hd_options *options, const struct hd_handlers *handlers, const int *listeners, size_t count) {
    struct hd_daemon *daemon = calloc(1, sizeof *daemon + count * sizeof(struct hd_loop *));
    if (daemon == NULL) {
        close_listeners(listeners, 0, count);
        return NULL;
    }
    daemon->options = *options;
    daemon->handlers = *handlers;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&daemon->ended, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&daemon->lock, NULL);
    for (size_t i = 0; i < count; i++) {
        struct hd_loop *loop = calloc(1, sizeof *loop);
        if (loop == NULL) {
            close_listeners(listeners, i, count);
            free_loops(daemon);
            return NULL;
        }
        daemon->loops[daemon->loop_count++] = loop;
        if (!hd_loop_open(loop, daemon, listeners[i])) {
            close_listeners(listeners, i + 1, count);
            free_loops(daemon);
            return NULL;
        }
    }
    daemon->loops_running = count;
    for (size_t i = 0; i < count; i++) {
        if (start_thread(daemon->loops[i], i) == 0) continue;
        atomic_store(&daemon->forced, true);
        atomic_store(&daemon->stopping, true);
        for (size_t k = 0; k < i; k++) {
            hd_loop_wake(daemon->loops[k]);
            pthread_join(daemon->loops[k]->thread, NULL);
        }
        free_loops(daemon);
        return NULL;
    }
    return daemon;
}

static void wake_all(struct hd_daemon *daemon) {
    for (size_t i = 0; i < daemon->loop_count; i++) hd_loop_wake(daemon->loops[i]);
}

size_t hd_stop_daemon(struct hd_daemon *daemon, uint32_t timeout) {
    struct timespec deadline;
    clock_gettime(CLOCK_MONOTONIC, &deadline);
    deadline.tv_sec += timeout / 1000;
    deadline.tv_nsec += (long)(timeout % 1000) * 1000000;
    if (deadline.tv_nsec >= 1000000000) {
        deadline.tv_sec += 1;
        deadline.tv_nsec -= 1000000000;
    }
    atomic_store_explicit(&daemon->stopping, true, memory_order_release);
    wake_all(daemon);
    pthread_mutex_lock(&daemon->lock);
    while (daemon->loops_running > 0 && pthread_cond_timedwait(&daemon->ended, &daemon->lock, &deadline) == 0) {}
    pthread_mutex_unlock(&daemon->lock);
    atomic_store_explicit(&daemon->forced, true, memory_order_release);
    wake_all(daemon);
    for (size_t i = 0; i < daemon->loop_count; i++) pthread_join(daemon->loops[i]->thread, NULL);
    return atomic_load(&daemon->cut_off);
}

void hd_free_daemon(struct hd_daemon *daemon) { free_loops(daemon); }

size_t hd_connection_count(const struct hd_daemon *daemon) {
    return atomic_load_explicit(&((struct hd_daemon *)daemon)->connections, memory_order_relaxed);
}
