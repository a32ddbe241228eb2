#include "probe_fuzz.hpp"

JEDEN_FUZZ_CONVERSATION("redis://h", "redis://u:p@h/1", "redis://:p@h?sentinel=m")
