#include "process/environment.hpp"

#include "catch.hpp"

using namespace jeden::process;

namespace {

std::vector<std::string> to_vector(Environment& environment) {
  std::vector<std::string> entries;
  for (char** entry = environment.block(); *entry != nullptr; ++entry) entries.emplace_back(*entry);
  return entries;
}

struct Block {
  std::vector<std::string> strings{"A=1",  "with.dot=x", "A=2",    "no equals",
                                   "AB=3", "=odd",       "EMPTY=", "RAW=\xff\xfe"};
  std::vector<char*> pointers;
  Block() {
    for (std::string& text : strings) pointers.push_back(text.data());
    pointers.push_back(nullptr);
  }
};

}  // namespace

TEST_CASE("an environment that is not changed is the same block") {
  Block block;
  Environment environment{block.pointers.data()};
  CHECK(to_vector(environment) == block.strings);
  for (std::size_t i = 0; i < block.pointers.size(); ++i) CHECK(environment.block()[i] == block.pointers[i]);
  Environment empty{nullptr};
  CHECK(to_vector(empty).empty());
}

TEST_CASE("setting replaces the first entry and removes duplicates; the rest keeps its place") {
  Block block;
  Environment environment{block.pointers.data()};
  environment.set("A", "new");
  environment.set("NEW", "");
  CHECK(to_vector(environment) == std::vector<std::string>{"A=new", "with.dot=x", "no equals", "AB=3", "=odd",
                                                           "EMPTY=", "RAW=\xff\xfe", "NEW="});
  for (int i = 0; i < 100; ++i) environment.set("V" + std::to_string(i), std::to_string(i));
  CHECK(std::string{environment.get("V0")} == "0");
  CHECK(std::string{environment.get("A")} == "new");
}

TEST_CASE("unsetting removes every entry of the name and no other") {
  Block block;
  Environment environment{block.pointers.data()};
  environment.unset("A");
  environment.unset("EMPTY");
  environment.unset("missing");
  CHECK(to_vector(environment) ==
        std::vector<std::string>{"with.dot=x", "no equals", "AB=3", "=odd", "RAW=\xff\xfe"});
  CHECK(environment.get("A") == nullptr);
  CHECK(std::string{environment.get("with.dot")} == "x");
}

TEST_CASE("a value is wiped where it is, and nothing else") {
  char one[] = "A=secret", other[] = "AB=stays", again[] = "A=more", empty[] = "A=";
  char* block[] = {one, other, again, empty, nullptr};
  jeden::process::wipe(block, "A");
  CHECK(std::string(one, sizeof one) == std::string("A=") + std::string(7, '\0'));
  CHECK(std::string(other) == "AB=stays");
  CHECK(std::string(again, sizeof again) == std::string("A=") + std::string(5, '\0'));
  jeden::process::wipe(nullptr, "A");
}
