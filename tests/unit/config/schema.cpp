#include "config/schema.hpp"

#include "base/file.hpp"
#include "catch.hpp"

TEST_CASE("docs/reference.md is what the table of keys says") {
  std::string page;
  REQUIRE_FALSE(
      jeden::base::read_file(JEDEN_SOURCE_DIRECTORY "/docs/reference.md", page, std::size_t{1} << 20U));
  INFO("jeden schema --markdown > docs/reference.md");
  CHECK(page == jeden::config::reference_page());
}

TEST_CASE("the schema names every table") {
  const std::string schema = jeden::config::json_schema();
  for (const char* name : {"\"init\":", "\"locale\":", "\"env\":", "\"hook\":", "\"main\":", "\"service\":",
                           "\"shutdown\":", "\"unless_exists\":", "\"stray_grace\":"})
    CHECK(schema.find(name) != std::string::npos);
}
