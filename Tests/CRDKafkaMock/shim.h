#pragma once
/* The broker inside librdkafka, which refuses what a test wants it to refuse. */
#include <librdkafka/rdkafka.h>

#include <librdkafka/rdkafka_mock.h>
