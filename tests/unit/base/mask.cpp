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

TEST_CASE("a value is hidden however a URL, JSON or TOML writes it") {
  const Mask mask{{"p@ss w\"rd/\n+100%\xc3\xa9\xf0\x9f\x98\x80"}};
  for (const char* text :
       {"p@ss w\"rd/\n+100%\xc3\xa9\xf0\x9f\x98\x80", "p%40ss%20w%22rd%2F%0A%2B100%25%C3%A9%F0%9F%98%80",
        "p%40ss+w%22rd%2f%0a%2b100%25%c3%a9%f0%9f%98%80", "p@ss w\\\"rd/\\n+100%\xc3\xa9\xf0\x9f\x98\x80",
        "p@ss w\\\"rd\\/\\n+100%\\u00e9\\ud83d\\ude00", "p@ss w\\u0022rd/\\u000a+100%\\U000000e9\\U0001F600",
        "\\u0070%40ss w\\\"rd/\\n+100%\\u00e9\\U0001F600"}) {
    CAPTURE(text);
    CHECK(mask.apply("a" + std::string{text} + "%") == "a***%");
    CHECK(mask.apply(std::string{text}.substr(0, std::string{text}.size() - 1)) != "***");
  }
  CHECK(mask.apply("p%40ss%2") == "p%40ss%2");
  CHECK(Mask{{"a%25b"}}.apply("a%25b a%2525b a%b") == "*** *** a%b");
}

TEST_CASE("a value is hidden in base64, whatever was encoded with it") {
  const Mask mask{{"hunter2!?"}};
  CHECK(mask.apply("aHVudGVyMiE/") == "***");
  CHECK(mask.apply("aHVudGVyMiE_") == "***");                               // for URLs
  CHECK(mask.apply("Basic YXBwOmh1bnRlcjIhPw==") == "Basic YXBwOm***w==");  // app:hunter2!?
  CHECK(mask.apply("YTpodW50ZXIyIT8=") == "YTp***8=");                      // a:hunter2!?
  CHECK(Mask{{"abcd"}}.apply("YWJjZA==") == "YWJjZA==");  // six characters come up by chance
}

TEST_CASE("a long line of a value is hidden, too") {
  const Mask mask{{"-----BEGIN KEY-----\r\nc2VjcmV0cw==\nab\n"}};
  CHECK(mask.apply("at c2VjcmV0cw== or ab") == "at *** or ab");
  CHECK(mask.apply("-----BEGIN KEY-----") == "***");
}
