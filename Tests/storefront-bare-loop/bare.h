/* What the event backbone costs at least: librdkafka and libmongoc, called from C, nothing around them.

   Each mode makes its own clients, prints its figures to standard output and returns the exit code. Whatever goes wrong
   ends the program with a sentence on standard error: a figure of a run with a fault is none. */
#ifndef STOREFRONT_BARE_H
#define STOREFRONT_BARE_H

#include <librdkafka/rdkafka.h>
#include <mongoc/mongoc.h>
#include <stdint.h>

/* `count` times: produce a record, consume it, one durable write of what it says; `pause_ms` between them. Prints the
   microseconds of each, after 20 that are left out. */
int bare_latency(const char *uri, const char *brokers, const char *topic, int count, int pause_ms);

/* The same for `seconds` with as many records on their way as it takes: prints durable writes per second. */
int bare_rate(const char *uri, const char *brokers, const char *topic, int seconds);

/* Writes the documents of database.collection into a new collection of the same database, `batch` at a time on so many
   connections at once: prints documents per second, inserted into an empty collection, and as upserts by id into another
   empty one. */
int bare_bulk(const char *uri, const char *database, const char *collection, int batch, int connections);

/* clients.c */
rd_kafka_t *bare_producer(const char *brokers);
/* Reads partition 0 of the topic from its end. */
rd_kafka_t *bare_consumer(const char *brokers, const char *topic);
/* Waits until the broker has acknowledged a record of the topic and the consumer has read it. */
void bare_warm_up(rd_kafka_t *producer, rd_kafka_t *consumer, const char *topic);
void bare_send(rd_kafka_t *producer, const char *topic, uint64_t number);
/* The number of the next record; blocks at most a minute. */
uint64_t bare_receive(rd_kafka_t *consumer);
/* Durable writes: majority, journaled. */
mongoc_client_pool_t *bare_pool(const char *uri, int size);
/* Sets the copy of a customer to what record `number` says, as an upsert by id. */
void bare_write(mongoc_collection_t *collection, uint64_t number);

uint64_t bare_now_us(void);
_Noreturn void bare_fail(const char *what, const char *why);

#endif
