#include "base/record.hpp"

#include "catch.hpp"

using jeden::base::Record;
using namespace std::string_literals;

TEST_CASE("records survive the way through a pipe") {
  const std::vector<Record> records{{"copy", {{"path", "/a=b\nc"}, {"to", ""}, {"need", "x"}, {"need", "y"}}},
                                    {"remove", {}}};
  const auto back = jeden::base::decode(jeden::base::encode(records));
  REQUIRE(back);
  REQUIRE(back->size() == 2);
  CHECK((*back)[0].kind == "copy");
  CHECK((*back)[0].fields == records[0].fields);
  CHECK((*back)[0].get("need") == "x");
  CHECK((*back)[0].find("to") == "");
  CHECK_FALSE((*back)[0].find("owner"));
  CHECK((*back)[1].fields.empty());
}

TEST_CASE("what is not a record is refused") {
  for (const std::string& bytes :
       {"copy"s, "copy\0"s, "copy\0path=/a\0"s, "\0\0"s, "copy\0path\0\0"s, "copy\0=x\0\0"s})
    CHECK_FALSE(jeden::base::decode(bytes));
  CHECK(jeden::base::decode("")->empty());
}
