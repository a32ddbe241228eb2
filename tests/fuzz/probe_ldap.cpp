#include "probe_fuzz.hpp"

JEDEN_FUZZ_CONVERSATION("ldap://h", "ldap://u:p@h")
