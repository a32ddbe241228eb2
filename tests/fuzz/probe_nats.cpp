#include "probe_fuzz.hpp"

JEDEN_FUZZ_CONVERSATION("nats://h", "nats://u:p@h")
