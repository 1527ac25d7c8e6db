#include "internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* One door to the socket for writing. @return bytes taken, 0 when the socket is full, -1 when the peer is gone */
ssize_t hd_output_send(int fd, const struct iovec *parts, size_t count) {
    struct msghdr message = {.msg_iov = (struct iovec *)parts, .msg_iovlen = count};
    while (true) {
        ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) return sent;
        if (errno == EINTR) continue;
        return errno == EAGAIN ? 0 : -1;
    }
}

void hd_output_keep(struct hd_connection *c, const struct iovec *parts, size_t count, size_t sent) {
    size_t total = 0;
    for (size_t i = 0; i < count; i++) total += parts[i].iov_len;
    size_t left = total - sent;
    if (left == 0) return;
    uint8_t *kept = malloc(left);
    if (kept == NULL) {
        c->cut_off = true;
        return;
    }
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        size_t skip = sent < parts[i].iov_len ? sent : parts[i].iov_len;
        sent -= skip;
        memcpy(kept + at, (const uint8_t *)parts[i].iov_base + skip, parts[i].iov_len - skip);
        at += parts[i].iov_len - skip;
    }
    c->output = kept;
    c->output_start = 0;
    c->output_end = left;
}

bool hd_output_flush(struct hd_connection *c) {
    struct hd_loop *loop = c->loop;
    if (c->cut_off) {
        loop->output_length = 0;
        return false;
    }
    if (c->output == NULL && loop->output_length > 0) {
        struct iovec part = {loop->output, loop->output_length};
        ssize_t sent = hd_output_send(c->fd, &part, 1);
        loop->output_length = 0;
        if (sent < 0) {
            c->cut_off = true;
            return false;
        }
        hd_output_keep(c, &part, 1, (size_t)sent);
        if (c->output != NULL) c->wait = HD_WAIT_NOTHING;
        return c->output == NULL && !c->cut_off;
    }
    while (c->output != NULL) {
        struct iovec part = {c->output + c->output_start, c->output_end - c->output_start};
        ssize_t sent = hd_output_send(c->fd, &part, 1);
        if (sent < 0) {
            c->cut_off = true;
            return false;
        }
        if (sent == 0) return false;
        c->output_start += (size_t)sent;
        c->wait = HD_WAIT_NOTHING; /* The peer takes something: its time starts again. */
        if (c->output_start == c->output_end) {
            free(c->output);
            c->output = NULL;
        }
    }
    return true;
}

void hd_output_append(struct hd_connection *c, const void *bytes, size_t length) {
    struct hd_loop *loop = c->loop;
    if (length == 0 || c->cut_off) return;
    if (c->output == NULL && loop->output_length + length <= HD_OUTPUT_BYTES) {
        memcpy(loop->output + loop->output_length, bytes, length);
        loop->output_length += length;
        return;
    }
    if (c->output == NULL) {
        /* Too much to gather: what is there and this go out together. */
        struct iovec parts[2] = {{loop->output, loop->output_length}, {(void *)bytes, length}};
        ssize_t sent = hd_output_send(c->fd, parts, 2);
        if (sent < 0) {
            c->cut_off = true;
        } else {
            hd_output_keep(c, parts, 2, (size_t)sent);
        }
        loop->output_length = 0;
        return;
    }
    /* A part of this answer waits already. */
    size_t waiting = c->output_end - c->output_start;
    uint8_t *grown = malloc(waiting + length);
    if (grown == NULL) {
        c->cut_off = true;
        return;
    }
    memcpy(grown, c->output + c->output_start, waiting);
    memcpy(grown + waiting, bytes, length);
    free(c->output);
    c->output = grown;
    c->output_start = 0;
    c->output_end = waiting + length;
}
