#include "probe_fuzz.hpp"

JEDEN_FUZZ_CONVERSATION("postgres://h/d", "postgres://u:p@h/d?query=SELECT+1&sslmode=disable",
                        "postgres://u:p@h/d?sslmode=prefer")
