#include "bare.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Customers that the records are about. */
enum { CUSTOMERS = 256 };

uint64_t bare_now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

void bare_fail(const char *what, const char *why)
{
    fprintf(stderr, "storefront-bare-loop: %s: %s\n", what, why);
    exit(1);
}

static rd_kafka_t *client(rd_kafka_type_t type, const char *brokers, const char *const (*properties)[2])
{
    char fault[512];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    if (rd_kafka_conf_set(conf, "bootstrap.servers", brokers, fault, sizeof fault) != RD_KAFKA_CONF_OK)
        bare_fail("bootstrap.servers", fault);
    /* As every client of this fleet: Nagle would hold small requests back for up to 40 ms. */
    if (rd_kafka_conf_set(conf, "socket.nagle.disable", "true", fault, sizeof fault) != RD_KAFKA_CONF_OK)
        bare_fail("socket.nagle.disable", fault);
    for (; (*properties)[0] != NULL; properties++)
        if (rd_kafka_conf_set(conf, (*properties)[0], (*properties)[1], fault, sizeof fault) != RD_KAFKA_CONF_OK)
            bare_fail((*properties)[0], fault);
    rd_kafka_t *made = rd_kafka_new(type, conf, fault, sizeof fault);
    if (made == NULL)
        bare_fail("no Kafka client", fault);
    return made;
}

rd_kafka_t *bare_producer(const char *brokers)
{
    static const char *const properties[][2] = {
        {"enable.idempotence", "true"}, {"acks", "all"}, {"linger.ms", "0"}, {NULL, NULL}};
    return client(RD_KAFKA_PRODUCER, brokers, properties);
}

rd_kafka_t *bare_consumer(const char *brokers, const char *topic)
{
    static const char *const properties[][2] = {
        {"group.id", "storefront-bare-loop"}, {"enable.auto.commit", "false"}, {"fetch.wait.max.ms", "10"},
        {"auto.offset.reset", "error"}, {NULL, NULL}};
    rd_kafka_t *consumer = client(RD_KAFKA_CONSUMER, brokers, properties);
    rd_kafka_poll_set_consumer(consumer);
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, topic, 0)->offset = RD_KAFKA_OFFSET_END;
    rd_kafka_resp_err_t code = rd_kafka_assign(consumer, list);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        bare_fail("assigning the topic", rd_kafka_err2str(code));
    rd_kafka_topic_partition_list_destroy(list);
    return consumer;
}

/* As large as the event of a customer's change. */
static int payload(char *text, size_t size, uint64_t number)
{
    return snprintf(text, size,
                    "%020" PRIu64
                    "{\"id\":\"0123456789abcdef01234567\",\"name\":{\"title\":\"Ms.\",\"firstName\":\"Mary\",\"lastName\":"
                    "\"n\"},\"contact\":{\"primaryPhone\":\"456-789-0001\",\"email\":\"mary@example.com\"},\"addresses\":"
                    "[{\"type\":\"SHIPPING\",\"description\":\"Home\",\"address1\":\"1234 Main Street\",\"city\":\"Salem\","
                    "\"state\":\"MA\",\"postalCode\":\"01970\"}]}",
                    number);
}

void bare_send(rd_kafka_t *producer, const char *topic, uint64_t number)
{
    char value[512], key[32];
    int length = payload(value, sizeof value, number);
    int key_length = snprintf(key, sizeof key, "%024" PRIx64, number % CUSTOMERS);
    rd_kafka_resp_err_t code = rd_kafka_producev(
        producer, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_PARTITION(0), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_KEY(key, (size_t)key_length), RD_KAFKA_V_VALUE(value, (size_t)length), RD_KAFKA_V_END);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        bare_fail("sending", rd_kafka_err2str(code));
}

uint64_t bare_receive(rd_kafka_t *consumer)
{
    rd_kafka_message_t *message = rd_kafka_consumer_poll(consumer, 60000);
    if (message == NULL)
        bare_fail("reading", "no record within a minute");
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR)
        bare_fail("reading", rd_kafka_message_errstr(message));
    char digits[21] = {0};
    if (message->len < 20)
        bare_fail("reading", "a record that is not ours");
    memcpy(digits, message->payload, 20);
    rd_kafka_message_destroy(message);
    return strtoull(digits, NULL, 10);
}

void bare_warm_up(rd_kafka_t *producer, rd_kafka_t *consumer, const char *topic)
{
    /* The consumer begins at the end that it finds, so the first records may come before it. */
    for (int attempt = 0; attempt < 300; attempt++) {
        bare_send(producer, topic, 0);
        rd_kafka_flush(producer, 10000);
        rd_kafka_message_t *message = rd_kafka_consumer_poll(consumer, 200);
        if (message == NULL)
            continue;
        rd_kafka_resp_err_t code = message->err;
        rd_kafka_message_destroy(message);
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
            continue;
        /* What came beside it is not for the measurement. */
        while ((message = rd_kafka_consumer_poll(consumer, 500)) != NULL)
            rd_kafka_message_destroy(message);
        return;
    }
    bare_fail("reading", "nothing came back from the topic");
}

mongoc_client_pool_t *bare_pool(const char *text, int size)
{
    bson_error_t error;
    mongoc_uri_t *uri = mongoc_uri_new_with_error(text, &error);
    if (uri == NULL)
        bare_fail("the MongoDB URI", error.message);
    mongoc_write_concern_t *durable = mongoc_write_concern_new();
    mongoc_write_concern_set_w(durable, MONGOC_WRITE_CONCERN_W_MAJORITY);
    mongoc_write_concern_set_journal(durable, true);
    mongoc_uri_set_write_concern(uri, durable);
    mongoc_write_concern_destroy(durable);
    mongoc_client_pool_t *pool = mongoc_client_pool_new(uri);
    if (pool == NULL)
        bare_fail("the MongoDB URI", "no pool can be made of it");
    mongoc_client_pool_set_error_api(pool, MONGOC_ERROR_API_VERSION_2);
    mongoc_client_pool_max_size(pool, (uint32_t)size);
    mongoc_uri_destroy(uri);
    return pool;
}

void bare_write(mongoc_collection_t *collection, uint64_t number)
{
    char id[32], name[32];
    bson_error_t error;
    snprintf(id, sizeof id, "%024" PRIx64, number % CUSTOMERS);
    snprintf(name, sizeof name, "n%" PRIu64, number);
    bson_t *filter = BCON_NEW("_id", BCON_UTF8(id));
    bson_t *update = BCON_NEW(
        "$set", "{", "name", "{", "title", BCON_UTF8("Ms."), "firstName", BCON_UTF8("Mary"), "lastName", BCON_UTF8(name),
        "}", "contact", "{", "primaryPhone", BCON_UTF8("456-789-0001"), "email", BCON_UTF8("mary@example.com"), "}",
        "addresses", "[", "{", "type", BCON_UTF8("SHIPPING"), "description", BCON_UTF8("Home"), "address1",
        BCON_UTF8("1234 Main Street"), "city", BCON_UTF8("Salem"), "state", BCON_UTF8("MA"), "postalCode",
        BCON_UTF8("01970"), "}", "]", "customerVersion", BCON_INT64((int64_t)number), "}", "$inc", "{", "version",
        BCON_INT64(1), "}");
    bson_t *options = BCON_NEW("upsert", BCON_BOOL(true));
    if (!mongoc_collection_update_one(collection, filter, update, options, NULL, &error))
        bare_fail("writing", error.message);
    bson_destroy(options);
    bson_destroy(update);
    bson_destroy(filter);
}
