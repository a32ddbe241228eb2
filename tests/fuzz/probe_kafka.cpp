#include "probe_fuzz.hpp"

JEDEN_FUZZ_CONVERSATION("kafka://h")
