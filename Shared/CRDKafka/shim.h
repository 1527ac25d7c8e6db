#pragma once
#include <librdkafka/rdkafka.h>

/* What Swift cannot call as it stands: rd_kafka_producev takes a variable argument list. Nothing is decided here.

   A null key or value is a null pointer; an empty one is a pointer with size 0. `headers` may be null. On success the
   message owns `headers` (rdkafka.h, RD_KAFKA_V_HEADERS); on failure they are still the caller's. The bytes are copied. */
static inline rd_kafka_resp_err_t storefront_rd_kafka_produce(
    rd_kafka_t *client, const char *topic, int32_t partition, const void *key, size_t key_size, const void *value,
    size_t value_size, rd_kafka_headers_t *headers, void *opaque)
{
    return rd_kafka_producev(
        client, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_KEY(key, key_size), RD_KAFKA_V_VALUE((void *)value, value_size), RD_KAFKA_V_HEADERS(headers),
        RD_KAFKA_V_OPAQUE(opaque), RD_KAFKA_V_END);
}
