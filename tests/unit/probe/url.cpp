#include "probe/url.hpp"

#include "catch.hpp"

using namespace jeden::probe;

TEST_CASE("escapes are read and written") {
  CHECK(decode("a%20b") == "a b");
  CHECK(decode("%2f%2F") == "//");
  CHECK_FALSE(decode("%"));
  CHECK_FALSE(decode("%2"));
  CHECK_FALSE(decode("%zz"));
  CHECK_FALSE(decode("%00"));
  CHECK(encode("a b/") == "a%20b%2F");
}

TEST_CASE("words are split as a shell would, without its expansions") {
  CHECK(split_words("a  'b c' \"d \\\" e\" f\\ g $H") ==
        std::vector<std::string>{"a", "b c", "d \" e", "f g", "$H"});
  CHECK(split_words("''") == std::vector<std::string>{""});
  CHECK_FALSE(split_words("'open"));
}
