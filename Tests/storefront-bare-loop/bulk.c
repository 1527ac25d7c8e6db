#include "bare.h"

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

static double write_all(mongoc_collection_t *target, struct documents documents, int batch, int as_upsert)
{
    bson_error_t error;
    bson_t *options = BCON_NEW("ordered", BCON_BOOL(false));
    bson_t *upsert = BCON_NEW("upsert", BCON_BOOL(true));
    mongoc_collection_drop(target, NULL);
    uint64_t begin = bare_now_us();
    for (size_t i = 0; i < documents.count;) {
        mongoc_bulk_operation_t *bulk = mongoc_collection_create_bulk_operation_with_opts(target, options);
        for (int n = 0; n < batch && i < documents.count; n++, i++)
            add(bulk, documents.all[i], as_upsert, upsert);
        if (mongoc_bulk_operation_execute(bulk, NULL, &error) == 0)
            bare_fail("a bulk write", error.message);
        mongoc_bulk_operation_destroy(bulk);
    }
    double took = (double)(bare_now_us() - begin) / 1e6;
    bson_destroy(options);
    bson_destroy(upsert);
    mongoc_collection_drop(target, NULL);
    return (double)documents.count / took;
}

int bare_bulk(const char *uri, const char *database, const char *collection, int batch)
{
    mongoc_client_pool_t *pool = bare_pool(uri, 1);
    mongoc_client_t *client = mongoc_client_pool_pop(pool);
    mongoc_collection_t *source = mongoc_client_get_collection(client, database, collection);
    mongoc_collection_t *target = mongoc_client_get_collection(client, database, "bare.bulk");
    struct documents documents = read_all(source);
    if (documents.count == 0)
        bare_fail("reading the documents", "there are none");
    double inserted = write_all(target, documents, batch, 0);
    double upserted = write_all(target, documents, batch, 1);
    printf("%.1f\n%.1f\n", inserted, upserted);
    for (size_t i = 0; i < documents.count; i++)
        bson_destroy(documents.all[i]);
    free(documents.all);
    mongoc_collection_destroy(target);
    mongoc_collection_destroy(source);
    mongoc_client_pool_push(pool, client);
    mongoc_client_pool_destroy(pool);
    return 0;
}
