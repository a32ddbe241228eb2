#include "probe_fuzz.hpp"

JEDEN_FUZZ_CONVERSATION("mongodb://h", "mongodb://h?primary=1")
