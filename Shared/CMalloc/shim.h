#pragma once

/* mallopt(3), which Swift's Glibc does not show. */
#include <malloc.h>
