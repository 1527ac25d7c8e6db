# Shared by every script in scripts/: strict mode, where things are, how to speak.
# A script sources this file first; the other files of lib/ stand on it.
set -euo pipefail

# The checkout. Scripts work from any folder.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# Downloads are kept outside of the checkout, so that clones share them.
cache=${STOREFRONT_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/storefront}

# Else libmongoc keeps counters in /dev/shm, which a killed process leaves there and the next one with its pid complains of.
export MONGOC_DISABLE_SHM=1

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }
# Ends the script: one sentence on what is wrong and what to do.
fail() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}
have() { command -v "$1" > /dev/null 2>&1; }
