#pragma once

/** Classes of bytes, as the grammars of RFC 9110 and RFC 3986 name them. */

#include <stdbool.h>
#include <stdint.h>

enum {
    HD_TOKEN = 1,       /* tchar, RFC 9110 §5.6.2 */
    HD_FIELD_VALUE = 2, /* field-vchar, SP, HTAB: RFC 9110 §5.5 */
    HD_TARGET = 4,      /* pchar, "/" and "?" without "%": RFC 3986 §3.3, §3.4 */
    HD_REG_NAME = 8,    /* reg-name without "%": RFC 3986 §3.2.2 */
    HD_DIGIT = 16,
    HD_HEX = 32,
};

extern const uint8_t hd_class[256];

static inline bool hd_is(uint8_t byte, uint8_t class) { return (hd_class[byte] & class) != 0; }

static inline int hd_hex_value(uint8_t byte) {
    return byte <= '9' ? byte - '0' : (byte | 0x20) - 'a' + 10;
}
