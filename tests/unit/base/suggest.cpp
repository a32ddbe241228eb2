#include "base/suggest.hpp"

#include <array>

#include "catch.hpp"

using namespace jeden::base;

TEST_CASE("a typo finds the word that was meant") {
  constexpr std::array<std::string_view, 4> words{"command", "timeout", "user", "umask"};
  CHECK(suggest("comand", words) == "command");
  CHECK(suggest("tiemout", words) == "timeout");
  CHECK(suggest("usr", words) == "user");
  CHECK(suggest("completely", words).empty());
  CHECK(suggest("", words).empty());
}
