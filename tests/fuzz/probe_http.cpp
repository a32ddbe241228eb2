#include "probe_fuzz.hpp"

JEDEN_FUZZ_CONVERSATION("http://h/", "http://h/p?status=200&body=ok&expect_header=X:y&redirect=follow",
                        "http://h/?body_match=a.*b&method=HEAD")
