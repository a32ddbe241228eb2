#include "base/path.hpp"

#include "catch.hpp"

using namespace jeden::base;

TEST_CASE("parents and names of paths") {
  CHECK(parent_of("/a/b/") == "/a");
  CHECK(parent_of("/a") == "/");
  CHECK(parent_of("/") == "/");
  CHECK(parent_of("a") == ".");
  CHECK(parent_of("/a//b") == "/a");
  CHECK(name_of("/a/b/") == "b");
  CHECK(name_of("a") == "a");
  CHECK(without_slashes("/a//") == "/a");
  CHECK(without_slashes("//") == "/");
}

TEST_CASE("a file beside another is hidden, and in the same directory") {
  CHECK(beside("/a/b", "new") == "/a/.b.new");
  CHECK(beside("b", "new") == "./.b.new");
}
