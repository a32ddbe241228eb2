#include "probe_fuzz.hpp"

JEDEN_FUZZ_CONVERSATION("smtp://h")
