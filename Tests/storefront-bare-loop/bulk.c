#include "bare.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct documents {
    bson_t **all;
    size_t count, room;
};

static struct documents read_all(mongoc_collection_t *source)
{
    struct documents found = {0};
    bson_t *everything = bson_new();
    mongoc_cursor_t *cursor = mongoc_collection_find_with_opts(source, everything, NULL, NULL);
    const bson_t *document;
    while (mongoc_cursor_next(cursor, &document)) {
        if (found.count == found.room) {
            found.room = found.room == 0 ? 1024 : found.room * 2;
            found.all = realloc(found.all, found.room * sizeof *found.all);
            if (found.all == NULL)
                bare_fail("reading the documents", "out of memory");
        }
        found.all[found.count++] = bson_copy(document);
    }
    bson_error_t error;
    if (mongoc_cursor_error(cursor, &error))
        bare_fail("reading the documents", error.message);
    mongoc_cursor_destroy(cursor);
    bson_destroy(everything);
    return found;
}

static void add(mongoc_bulk_operation_t *bulk, const bson_t *document, int as_upsert, const bson_t *upsert)
{
    bson_error_t error;
    if (!as_upsert) {
        if (!mongoc_bulk_operation_insert_with_opts(bulk, document, NULL, &error))
            bare_fail("a bulk write", error.message);
        return;
    }
    bson_iter_t id;
    bson_t filter = BSON_INITIALIZER;
    if (!bson_iter_init_find(&id, document, "_id"))
        bare_fail("a bulk write", "a document without _id");
    bson_append_iter(&filter, NULL, -1, &id);
    if (!mongoc_bulk_operation_replace_one_with_opts(bulk, &filter, document, upsert, &error))
        bare_fail("a bulk write", error.message);
    bson_destroy(&filter);
}

/* One connection's share of the documents. */
struct share {
    mongoc_client_pool_t *pool;
    const char *database;
    struct documents documents;
    int batch, as_upsert;
};

static const char TARGET[] = "bare.bulk";

static void *write_share(void *argument)
{
    struct share *share = argument;
    bson_error_t error;
    bson_t *options = BCON_NEW("ordered", BCON_BOOL(false));
    bson_t *upsert = BCON_NEW("upsert", BCON_BOOL(true));
    mongoc_client_t *client = mongoc_client_pool_pop(share->pool);
    mongoc_collection_t *target = mongoc_client_get_collection(client, share->database, TARGET);
    for (size_t i = 0; i < share->documents.count;) {
        mongoc_bulk_operation_t *bulk = mongoc_collection_create_bulk_operation_with_opts(target, options);
        for (int n = 0; n < share->batch && i < share->documents.count; n++, i++)
            add(bulk, share->documents.all[i], share->as_upsert, upsert);
        if (mongoc_bulk_operation_execute(bulk, NULL, &error) == 0)
            bare_fail("a bulk write", error.message);
        mongoc_bulk_operation_destroy(bulk);
    }
    mongoc_collection_destroy(target);
    mongoc_client_pool_push(share->pool, client);
    bson_destroy(options);
    bson_destroy(upsert);
    return NULL;
}

/* Documents per second, into an empty collection that is there already. */
static double write_all(
    mongoc_client_pool_t *pool, mongoc_client_t *client, struct share whole, int connections)
{
    bson_error_t error;
    mongoc_database_t *database = mongoc_client_get_database(client, whole.database);
    mongoc_collection_t *target = mongoc_client_get_collection(client, whole.database, TARGET);
    mongoc_collection_drop(target, NULL);
    mongoc_collection_t *made = mongoc_database_create_collection(database, TARGET, NULL, &error);
    if (made == NULL)
        bare_fail("making a collection", error.message);
    mongoc_collection_destroy(made);
    struct share *shares = calloc((size_t)connections, sizeof *shares);
    pthread_t *threads = calloc((size_t)connections, sizeof *threads);
    if (shares == NULL || threads == NULL)
        bare_fail("writing", "out of memory");
    uint64_t begin = bare_now_us();
    size_t first = 0;
    for (int i = 0; i < connections; i++) {
        size_t end = whole.documents.count * (size_t)(i + 1) / (size_t)connections;
        shares[i] = whole;
        shares[i].pool = pool;
        shares[i].documents.all += first;
        shares[i].documents.count = end - first;
        first = end;
        if (pthread_create(&threads[i], NULL, write_share, &shares[i]) != 0)
            bare_fail("writing", "no thread");
    }
    for (int i = 0; i < connections; i++)
        pthread_join(threads[i], NULL);
    double took = (double)(bare_now_us() - begin) / 1e6;
    mongoc_collection_drop(target, NULL);
    mongoc_collection_destroy(target);
    mongoc_database_destroy(database);
    free(shares);
    free(threads);
    return (double)whole.documents.count / took;
}

int bare_bulk(const char *uri, const char *database, const char *collection, int batch, int connections)
{
    mongoc_client_pool_t *pool = bare_pool(uri, connections + 1);
    mongoc_client_t *client = mongoc_client_pool_pop(pool);
    mongoc_collection_t *source = mongoc_client_get_collection(client, database, collection);
    struct share whole = {.database = database, .documents = read_all(source), .batch = batch};
    if (whole.documents.count == 0)
        bare_fail("reading the documents", "there are none");
    double inserted = write_all(pool, client, whole, connections);
    whole.as_upsert = 1;
    double upserted = write_all(pool, client, whole, connections);
    printf("%.1f\n%.1f\n", inserted, upserted);
    for (size_t i = 0; i < whole.documents.count; i++)
        bson_destroy(whole.documents.all[i]);
    free(whole.documents.all);
    mongoc_collection_destroy(source);
    mongoc_client_pool_push(pool, client);
    mongoc_client_pool_destroy(pool);
    return 0;
}
