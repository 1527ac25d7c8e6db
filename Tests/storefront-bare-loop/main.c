#include "bare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char USAGE[] =
    "usage: storefront-bare-loop latency MONGODB-URI BROKERS TOPIC COUNT PAUSE-MS\n"
    "       storefront-bare-loop rate MONGODB-URI BROKERS TOPIC SECONDS\n"
    "       storefront-bare-loop bulk MONGODB-URI DATABASE COLLECTION BATCH CONNECTIONS\n"
    "       storefront-bare-loop versions\n";

static int number(const char *text)
{
    char *end;
    long value = strtol(text, &end, 10);
    if (*text == '\0' || *end != '\0' || value < 1 || value > 1000000000)
        bare_fail(text, "a number from 1 is wanted");
    return (int)value;
}

int main(int count, char **arguments)
{
    const char *mode = count > 1 ? arguments[1] : "";
    mongoc_init();
    if (count == 7 && strcmp(mode, "latency") == 0)
        return bare_latency(arguments[2], arguments[3], arguments[4], number(arguments[5]), number(arguments[6]));
    if (count == 6 && strcmp(mode, "rate") == 0)
        return bare_rate(arguments[2], arguments[3], arguments[4], number(arguments[5]));
    if (count == 7 && strcmp(mode, "bulk") == 0)
        return bare_bulk(
            arguments[2], arguments[3], arguments[4], number(arguments[5]), number(arguments[6]));
    if (count == 2 && strcmp(mode, "versions") == 0) {
        printf("librdkafka %s, libmongoc %s\n", rd_kafka_version_str(), mongoc_get_version());
        return 0;
    }
    fputs(USAGE, stderr);
    return 64;
}
