#include "probe_fuzz.hpp"

JEDEN_FUZZ_CONVERSATION("memcached://h")
