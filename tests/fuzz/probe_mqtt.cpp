#include "probe_fuzz.hpp"

JEDEN_FUZZ_CONVERSATION("mqtt://h", "mqtt://u:p@h")
