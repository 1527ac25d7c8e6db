// What Swift cannot use of libbson and libmongoc as it stands. No policy here.
#ifndef STOREFRONT_CMONGO_SHIM_H
#define STOREFRONT_CMONGO_SHIM_H

#include <mongoc/mongoc.h>
#include <string.h>

// bson_t and bson_iter_t are 128-byte aligned (bson-types.h); Swift imports them with a smaller alignment and their
// pointers as opaque ones. So a bson_t lives on the heap or on C's stack, and its fields are read here.
static inline uint32_t storefront_bson_length(const bson_t *document)
{
    return document->len;
}

// One element of a document, flat. The pointers point into the document that was read.
typedef struct {
    const char *key;
    const uint8_t *bytes;    // text without its NUL; binary; the whole of a document or array; an ObjectId
    const char *options;     // of a regular expression, NUL-terminated
    uint32_t key_length;
    uint32_t length;         // of bytes
    uint32_t next_offset;    // where the following element starts
    uint8_t type;            // bson_type_t
    uint8_t subtype;         // of a binary
    int64_t integer;         // bool, int32, int64, date; timestamp as the server orders it (seconds in the upper half)
    double number;
    bson_decimal128_t decimal;
} storefront_bson_element;

typedef enum {
    STOREFRONT_BSON_ELEMENT,
    STOREFRONT_BSON_END,
    STOREFRONT_BSON_CORRUPT
} storefront_bson_step;

// Reads the element that starts at offset (4 is the first). bson_iter_t checks every bound, so any bytes may be given.
static inline storefront_bson_step
storefront_bson_read(const uint8_t *document, uint32_t length, uint32_t offset, storefront_bson_element *element)
{
    bson_iter_t iter;
    if (length < 5 || offset < 4 || offset >= length) {
        return STOREFRONT_BSON_CORRUPT;
    }
    // bson_iter_init_from_data leaves the iterator in front of the first element; it may start at any other one.
    if (!bson_iter_init_from_data(&iter, document, length)) {
        return STOREFRONT_BSON_CORRUPT;
    }
    iter.next_off = offset;
    if (!bson_iter_next(&iter)) {
        return iter.err_off == 0 && offset == length - 1 ? STOREFRONT_BSON_END : STOREFRONT_BSON_CORRUPT;
    }
    element->key = bson_iter_key(&iter);
    element->key_length = bson_iter_key_len(&iter);
    element->next_offset = iter.next_off;
    element->type = (uint8_t) bson_iter_type(&iter);
    switch (bson_iter_type(&iter)) {
    case BSON_TYPE_DOUBLE:
        element->number = bson_iter_double(&iter);
        break;
    case BSON_TYPE_UTF8:
        element->bytes = (const uint8_t *) bson_iter_utf8(&iter, &element->length);
        break;
    case BSON_TYPE_DOCUMENT:
        bson_iter_document(&iter, &element->length, &element->bytes);
        break;
    case BSON_TYPE_ARRAY:
        bson_iter_array(&iter, &element->length, &element->bytes);
        break;
    case BSON_TYPE_BINARY: {
        bson_subtype_t subtype = BSON_SUBTYPE_BINARY;
        bson_iter_binary(&iter, &subtype, &element->length, &element->bytes);
        element->subtype = (uint8_t) subtype;
        break;
    }
    case BSON_TYPE_OID:
        element->bytes = (const uint8_t *) bson_iter_oid(&iter);
        element->length = sizeof(bson_oid_t);
        break;
    case BSON_TYPE_BOOL:
        element->integer = bson_iter_bool(&iter);
        break;
    case BSON_TYPE_DATE_TIME:
        element->integer = bson_iter_date_time(&iter);
        break;
    case BSON_TYPE_REGEX:
        element->bytes = (const uint8_t *) bson_iter_regex(&iter, &element->options);
        element->length = element->bytes == NULL ? 0 : (uint32_t) strlen((const char *) element->bytes);
        break;
    case BSON_TYPE_DBPOINTER: {
        const bson_oid_t *oid = NULL;
        bson_iter_dbpointer(&iter, NULL, NULL, &oid);
        element->bytes = (const uint8_t *) oid;
        element->length = sizeof(bson_oid_t);
        break;
    }
    case BSON_TYPE_CODE:
        element->bytes = (const uint8_t *) bson_iter_code(&iter, &element->length);
        break;
    case BSON_TYPE_SYMBOL:
        element->bytes = (const uint8_t *) bson_iter_symbol(&iter, &element->length);
        break;
    case BSON_TYPE_CODEWSCOPE: {
        uint32_t scope_length = 0;
        const uint8_t *scope = NULL;
        element->bytes = (const uint8_t *) bson_iter_codewscope(&iter, &element->length, &scope_length, &scope);
        break;
    }
    case BSON_TYPE_INT32:
        element->integer = bson_iter_int32(&iter);
        break;
    case BSON_TYPE_TIMESTAMP: {
        uint32_t seconds = 0, increment = 0;
        bson_iter_timestamp(&iter, &seconds, &increment);
        element->integer = (int64_t) (((uint64_t) seconds << 32) | increment);
        break;
    }
    case BSON_TYPE_INT64:
        element->integer = bson_iter_int64(&iter);
        break;
    case BSON_TYPE_DECIMAL128:
        bson_iter_decimal128(&iter, &element->decimal);
        break;
    default:
        break;
    }
    return STOREFRONT_BSON_ELEMENT;
}

// Copies the element that starts at offset, whatever its type, to the end of another document.
static inline bool
storefront_bson_copy_element(bson_t *target, const uint8_t *document, uint32_t length, uint32_t offset)
{
    bson_iter_t iter;
    if (!bson_iter_init_from_data(&iter, document, length)) {
        return false;
    }
    iter.next_off = offset;
    return bson_iter_next(&iter) && bson_append_iter(target, NULL, -1, &iter);
}

// Appends bytes that are a document as document or array, without a heap bson_t for them.
static inline bool
storefront_bson_append_raw(bson_t *target, const char *key, int key_length, const uint8_t *bytes, uint32_t length,
                           bool array)
{
    bson_t value;
    if (!bson_init_static(&value, bytes, length)) {
        return false;
    }
    return array ? bson_append_array(target, key, key_length, &value)
                 : bson_append_document(target, key, key_length, &value);
}

// A place for a reply. The driver initializes what it is given and leaves whatever it was unfreed, so this is neither
// from bson_new (whose heap flag would be lost) nor a Swift value.
static inline bson_t *storefront_reply_new(void)
{
    bson_t *reply = (bson_t *) bson_aligned_alloc(_Alignof(bson_t), sizeof(bson_t));
    bson_init(reply);
    return reply;
}

static inline void storefront_reply_destroy(bson_t *reply)
{
    bson_destroy(reply);
    bson_free(reply);
}

#endif
