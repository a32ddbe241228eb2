#include "probe_fuzz.hpp"

JEDEN_FUZZ_CONVERSATION("mysql://h", "mysql://u:p@h/d?query=SELECT+1&sslmode=disable",
                        "mysql://u:p@h/d?sslmode=prefer")
