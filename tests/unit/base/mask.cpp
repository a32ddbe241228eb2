#include "base/mask.hpp"

#include "catch.hpp"

using jeden::base::Mask;

TEST_CASE("values are hidden wherever they stand, the longest first") {
  const Mask mask{{"hunter2", "hunter", "hunter2"}};
  CHECK(mask.apply("hunter2") == "***");
  CHECK(mask.apply("u:hunter2@h, hunter") == "u:***@h, ***");
  CHECK(mask.apply("hunter2hunter") == "******");
  CHECK(mask.apply("hunte") == "hunte");
  CHECK(mask.apply("").empty());
  CHECK(Mask{}.apply("hunter2") == "hunter2");
}

TEST_CASE("a short value would be found everywhere") {
  CHECK(Mask{{"abc", ""}}.apply("abcabc") == "abcabc");
  CHECK(Mask{{"abcd"}}.apply("abcd") == "***");
}

TEST_CASE("a long line of a value is hidden, too") {
  const Mask mask{{"-----BEGIN KEY-----\r\nc2VjcmV0cw==\nab\n"}};
  CHECK(mask.apply("at c2VjcmV0cw== or ab") == "at *** or ab");
  CHECK(mask.apply("-----BEGIN KEY-----") == "***");
}
