#include "characters.h"

#define UNRESERVED_MARK (HD_TOKEN | HD_FIELD_VALUE | HD_TARGET | HD_REG_NAME)

const uint8_t hd_class[256] = {
    ['\t'] = HD_FIELD_VALUE,
    [' '] = HD_FIELD_VALUE,
    [0x80 ... 0xff] = HD_FIELD_VALUE, /* obs-text */

    ['0' ... '9'] = UNRESERVED_MARK | HD_DIGIT | HD_HEX,
    ['A' ... 'F'] = UNRESERVED_MARK | HD_HEX,
    ['G' ... 'Z'] = UNRESERVED_MARK,
    ['a' ... 'f'] = UNRESERVED_MARK | HD_HEX,
    ['g' ... 'z'] = UNRESERVED_MARK,
    ['-'] = UNRESERVED_MARK,
    ['.'] = UNRESERVED_MARK,
    ['_'] = UNRESERVED_MARK,
    ['~'] = UNRESERVED_MARK,

    /* sub-delims, RFC 3986 §2.2; some of them are tchar, too. */
    ['!'] = UNRESERVED_MARK,
    ['$'] = UNRESERVED_MARK,
    ['&'] = UNRESERVED_MARK,
    ['\''] = UNRESERVED_MARK,
    ['*'] = UNRESERVED_MARK,
    ['+'] = UNRESERVED_MARK,
    ['('] = HD_FIELD_VALUE | HD_TARGET | HD_REG_NAME,
    [')'] = HD_FIELD_VALUE | HD_TARGET | HD_REG_NAME,
    [','] = HD_FIELD_VALUE | HD_TARGET | HD_REG_NAME,
    [';'] = HD_FIELD_VALUE | HD_TARGET | HD_REG_NAME,
    ['='] = HD_FIELD_VALUE | HD_TARGET | HD_REG_NAME,

    /* The rest of pchar, and the two separators of path and query. */
    [':'] = HD_FIELD_VALUE | HD_TARGET,
    ['@'] = HD_FIELD_VALUE | HD_TARGET,
    ['/'] = HD_FIELD_VALUE | HD_TARGET,
    ['?'] = HD_FIELD_VALUE | HD_TARGET,

    /* The rest of tchar. */
    ['#'] = HD_TOKEN | HD_FIELD_VALUE,
    ['%'] = HD_TOKEN | HD_FIELD_VALUE,
    ['^'] = HD_TOKEN | HD_FIELD_VALUE,
    ['`'] = HD_TOKEN | HD_FIELD_VALUE,
    ['|'] = HD_TOKEN | HD_FIELD_VALUE,

    /* Visible, but in none of the grammars above. */
    ['"'] = HD_FIELD_VALUE,
    ['<'] = HD_FIELD_VALUE,
    ['>'] = HD_FIELD_VALUE,
    ['['] = HD_FIELD_VALUE,
    ['\\'] = HD_FIELD_VALUE,
    [']'] = HD_FIELD_VALUE,
    ['{'] = HD_FIELD_VALUE,
    ['}'] = HD_FIELD_VALUE,
};
