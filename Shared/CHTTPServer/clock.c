#include "internal.h"

#include <string.h>
#include <time.h>

uint64_t hd_milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void two_digits(char *at, int value) {
    at[0] = (char)('0' + value / 10 % 10);
    at[1] = (char)('0' + value % 10);
}

const char *hd_date_field(void) {
    static _Thread_local time_t second;
    static _Thread_local char text[] = "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n";
    _Static_assert(sizeof text == HD_DATE_BYTES + 1, "the length of an IMF-fixdate, RFC 9110 §5.6.7");
    struct timespec now;
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    if (now.tv_sec == second) return text;
    second = now.tv_sec;
    struct tm t;
    gmtime_r(&second, &t);
    /* Not strftime: its names follow the locale. */
    memcpy(text + 6, &"SunMonTueWedThuFriSat"[3 * t.tm_wday], 3);
    two_digits(text + 11, t.tm_mday);
    memcpy(text + 14, &"JanFebMarAprMayJunJulAugSepOctNovDec"[3 * t.tm_mon], 3);
    two_digits(text + 18, (t.tm_year + 1900) / 100);
    two_digits(text + 20, t.tm_year % 100);
    two_digits(text + 23, t.tm_hour);
    two_digits(text + 26, t.tm_min);
    two_digits(text + 29, t.tm_sec);
    return text;
}
