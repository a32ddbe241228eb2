#include "probe_fuzz.hpp"

JEDEN_FUZZ_CONVERSATION("grpc://h", "grpc://h/service")
