#include "probe_fuzz.hpp"

JEDEN_FUZZ_CONVERSATION("amqp://h", "amqp://u:p@h/v")
