#include "bare.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

static const char *const DATABASE = "bare";
static const char *const COLLECTION = "customers";

int bare_latency(const char *uri, const char *brokers, const char *topic, int count, int pause_ms)
{
    enum { LEFT_OUT = 20 };
    rd_kafka_t *producer = bare_producer(brokers);
    rd_kafka_t *consumer = bare_consumer(brokers, topic);
    bare_warm_up(producer, consumer, topic);
    mongoc_client_pool_t *pool = bare_pool(uri, 1);
    mongoc_client_t *client = mongoc_client_pool_pop(pool);
    mongoc_collection_t *collection = mongoc_client_get_collection(client, DATABASE, COLLECTION);
    for (int i = 0; i < LEFT_OUT + count; i++) {
        usleep((useconds_t)pause_ms * 1000);
        uint64_t begin = bare_now_us();
        bare_send(producer, topic, (uint64_t)i + 1);
        bare_write(collection, bare_receive(consumer));
        uint64_t took = bare_now_us() - begin;
        rd_kafka_poll(producer, 0);
        if (i >= LEFT_OUT)
            printf("%llu\n", (unsigned long long)took);
    }
    mongoc_collection_destroy(collection);
    mongoc_client_pool_push(pool, client);
    mongoc_client_pool_destroy(pool);
    rd_kafka_consumer_close(consumer);
    rd_kafka_destroy(consumer);
    rd_kafka_flush(producer, 10000);
    rd_kafka_destroy(producer);
    return 0;
}

/* Writers take the records of their customers in turn, so the order of each customer is kept. */
enum { WRITERS = 16, ON_THEIR_WAY = 256 };

struct writer {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t news;
    uint64_t numbers[ON_THEIR_WAY];
    int first, count, is_ending;
    mongoc_client_pool_t *pool;
    atomic_int *on_their_way;
    uint64_t written;
};

static void *write_all(void *opaque)
{
    struct writer *writer = opaque;
    mongoc_client_t *client = mongoc_client_pool_pop(writer->pool);
    mongoc_collection_t *collection = mongoc_client_get_collection(client, DATABASE, COLLECTION);
    for (;;) {
        pthread_mutex_lock(&writer->lock);
        while (writer->count == 0 && !writer->is_ending)
            pthread_cond_wait(&writer->news, &writer->lock);
        if (writer->count == 0) {
            pthread_mutex_unlock(&writer->lock);
            break;
        }
        uint64_t number = writer->numbers[writer->first];
        writer->first = (writer->first + 1) % ON_THEIR_WAY;
        writer->count--;
        pthread_mutex_unlock(&writer->lock);
        bare_write(collection, number);
        writer->written++;
        atomic_fetch_sub(writer->on_their_way, 1);
    }
    mongoc_collection_destroy(collection);
    mongoc_client_pool_push(writer->pool, client);
    return NULL;
}

/* At most ON_THEIR_WAY records are anywhere, so a writer's queue always has room. */
static void give(struct writer *writer, uint64_t number)
{
    pthread_mutex_lock(&writer->lock);
    writer->numbers[(writer->first + writer->count) % ON_THEIR_WAY] = number;
    writer->count++;
    pthread_cond_signal(&writer->news);
    pthread_mutex_unlock(&writer->lock);
}

struct source {
    rd_kafka_t *producer;
    const char *topic;
    uint64_t end_us;
    atomic_int *on_their_way;
    atomic_ullong sent;
    atomic_int has_ended;
};

static void *send_all(void *opaque)
{
    struct source *source = opaque;
    uint64_t number = 0;
    while (bare_now_us() < source->end_us) {
        rd_kafka_poll(source->producer, 0);
        if (atomic_load(source->on_their_way) >= ON_THEIR_WAY) {
            usleep(200);
            continue;
        }
        atomic_fetch_add(source->on_their_way, 1);
        bare_send(source->producer, source->topic, ++number);
        atomic_store(&source->sent, number);
    }
    rd_kafka_flush(source->producer, 10000);
    atomic_store(&source->has_ended, 1);
    return NULL;
}

int bare_rate(const char *uri, const char *brokers, const char *topic, int seconds)
{
    static struct writer writers[WRITERS];
    atomic_int on_their_way = 0;
    mongoc_client_pool_t *pool = bare_pool(uri, WRITERS);
    rd_kafka_t *producer = bare_producer(brokers);
    rd_kafka_t *consumer = bare_consumer(brokers, topic);
    bare_warm_up(producer, consumer, topic);
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){.pool = pool, .on_their_way = &on_their_way};
        pthread_mutex_init(&writers[i].lock, NULL);
        pthread_cond_init(&writers[i].news, NULL);
        pthread_create(&writers[i].thread, NULL, write_all, &writers[i]);
    }
    uint64_t begin = bare_now_us();
    struct source source = {.producer = producer, .topic = topic, .on_their_way = &on_their_way};
    source.end_us = begin + (uint64_t)seconds * 1000000;
    pthread_t sender;
    pthread_create(&sender, NULL, send_all, &source);
    uint64_t received = 0;
    while (!atomic_load(&source.has_ended) || received < atomic_load(&source.sent)) {
        if (received == atomic_load(&source.sent)) {
            usleep(50);
            continue;
        }
        uint64_t number = bare_receive(consumer);
        received++;
        give(&writers[number % WRITERS], number);
    }
    pthread_join(sender, NULL);
    uint64_t written = 0;
    for (int i = 0; i < WRITERS; i++) {
        pthread_mutex_lock(&writers[i].lock);
        writers[i].is_ending = 1;
        pthread_cond_signal(&writers[i].news);
        pthread_mutex_unlock(&writers[i].lock);
        pthread_join(writers[i].thread, NULL);
        written += writers[i].written;
    }
    double took = (double)(bare_now_us() - begin) / 1e6;
    printf("%.1f\n", (double)written / took);
    mongoc_client_pool_destroy(pool);
    rd_kafka_consumer_close(consumer);
    rd_kafka_destroy(consumer);
    rd_kafka_destroy(producer);
    return 0;
}
