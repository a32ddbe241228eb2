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

TEST_CASE("an abbreviation finds the word that it stands for") {
  constexpr std::array<std::string_view, 4> words{"command", "env", "working_directory", "umask"};
  CHECK(expand_short("cmd", words) == "command");
  CHECK(expand_short("workdir", words) == "working_directory");
  CHECK(expand_short("environment", words) == "env");
  CHECK(expand_short("env_if", words).empty());
  CHECK(expand_short("um", words).empty());
  CHECK(expand_short("", words).empty());
}
