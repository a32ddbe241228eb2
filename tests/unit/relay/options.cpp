#include "relay/options.hpp"

#include <vector>

#include "catch.hpp"

using namespace jeden::relay;

namespace {

std::string read(std::vector<std::string_view> words, Options& options) {
  return read_options(words, options);
}

std::string error_of(std::vector<std::string_view> words) {
  Options options;
  return read_options(words, options);
}

}  // namespace

TEST_CASE("everything that the host may ask for is read") {
  Options options;
  CHECK(read({"--name",          "web",   "--stdout-file", "/out",
              "--stderr-file",   "/err",  "--prefix",      "--timestamps",
              "--format",        "json",  "--max-line",    "1KiB",
              "--max-size",      "10MiB", "--keep",        "7",
              "--ready-pattern", "up$",   "--streams",     "2",
              "--log-format",    "json"},
             options)
            .empty());
  CHECK(options.dress.name == "web");
  CHECK(options.paths[0] == std::string_view{"/out"});
  CHECK(options.paths[1] == std::string_view{"/err"});
  CHECK(options.dress.prefix);
  CHECK(options.dress.timestamps);
  CHECK(options.dress.format == Format::json);
  CHECK(options.max_line == 1024);
  CHECK(options.cut_lines);
  CHECK(options.limits.max_size == 10U << 20U);
  CHECK(options.limits.keep == 7);
  CHECK(options.ready_pattern == std::string_view{"up$"});
  CHECK(options.streams == 2);
  CHECK(options.log_format == jeden::log::Format::json);
}

TEST_CASE("nothing asked for is nothing done") {
  Options options;
  CHECK(read({"--name", "web"}, options).empty());
  CHECK(options.dress.is_plain());
  CHECK_FALSE(options.cut_lines);
  CHECK(options.limits.max_size == 0);
  CHECK(options.streams == 1);
}

TEST_CASE("what is wrong is named") {
  CHECK(error_of({"--max-line", "1"}) == "--max-line wants a size from 256 to 16MiB, not \"1\"");
  CHECK(error_of({"--keep", "x"}) == "--keep wants a number up to 1000, not \"x\"");
  CHECK(error_of({"--keep", "1001"}) == "--keep wants a number up to 1000, not \"1001\"");
  CHECK(error_of({"--format", "xml"}) == "--format wants text or json, not \"xml\"");
  CHECK(error_of({"--streams", "3"}) == "--streams wants 1 or 2, not \"3\"");
  CHECK(error_of({"--max-size", "big"}) == "--max-size wants a size such as 10MiB, not \"big\"");
  CHECK(error_of({"--name"}) == "--name wants a value");
  CHECK(error_of({"--wat", "x"}) == "unknown option \"--wat\"");
}
