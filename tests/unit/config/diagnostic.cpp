#include "config/diagnostic.hpp"

#include "catch.hpp"
#include "config/scan.hpp"
#include "support.hpp"

using namespace jeden::config;
using namespace jeden::config::testing;

TEST_CASE("the caret stands under the spot, behind tabs and wide letters, too") {
  const LoadResult result = load_text("[main]\n\tcommand = [\"x\"]\t\n\t\"üser\" = \"ż\"\n");
  REQUIRE(result.diagnostics.size() == 1);
  CHECK(result.diagnostics[0].line == "\t\"üser\" = \"ż\"");
  const LoadResult tabs = load_text("[main]\ncommand = [\"x\"]\n\t\tumask\t= 22");
  REQUIRE(tabs.diagnostics.size() == 1);
  CHECK(render(tabs.diagnostics[0]) ==
        "init.toml:3:11: error: umask is an integer, expected a mode such as \"0027\"\n    \t\tumask\t= 22\n "
        "   "
        "\t\t     \t  ^~\nhint: write umask = \"022\"\n");
}

TEST_CASE("letters beyond ASCII stand in strings and comments only") {
  CHECK(load_text("# żółw\n[main]\ncommand = [\"żółw\"]\n").plan);
  CHECK(messages(load_text("[main]\nżółw = 1\n")).find("2:1: error: a letter like this one") == 0);
  CHECK_FALSE(load_text("\xEF\xB9\xBF[main]").plan);  // U+FE7F: the library believes that it cannot come
}

TEST_CASE("a line of a megabyte is cut around the spot") {
  const LoadResult result = load_text("[main]\ncommand = [\"" + std::string(500'000, 'x') + "\", 5, \"" +
                                      std::string(200'000, 'y') + "\"]");
  REQUIRE(result.diagnostics.size() == 1);
  CHECK(render(result.diagnostics[0]).size() < 600);
}

TEST_CASE("nothing that comes out can confuse a terminal or a JSON reader") {
  const LoadResult result = load_text("[main]\ncommand = [\"x\"]\n\"a\\u001b[31m\" = 1\n");
  REQUIRE(result.diagnostics.size() == 1);
  CHECK(render(result.diagnostics[0]).find('\x1b') == std::string::npos);
  CHECK(render_json(result.diagnostics[0]).find("\\u001b[31m") != std::string::npos);
  CHECK(json_text("a\"\\\n\xff\xc3\xa9") == "\"a\\\"\\\\\\u000a\xEF\xBF\xBD\xc3\xa9\"");
}

TEST_CASE("a byte order mark and CRLF are accepted") {
  CHECK(load_text("\xEF\xBB\xBF[main]\r\ncommand = [\"x\"]\r\n").plan);
  const LoadResult result = load_text("\xEF\xBB\xBF[main]\r\ncommand = [\"x\"]\r\nusr = \"y\"\r\n");
  CHECK(messages(result) == "3:1: error: unknown key usr in [main]\n");
  CHECK(result.diagnostics[0].line == "usr = \"y\"");
}

TEST_CASE("what would exhaust the stack or the patience is refused") {
  CHECK(messages(load_text(std::string(1'000'000, '['))).find("a table's name is missing") !=
        std::string::npos);
  CHECK(messages(load_text("a = " + std::string(1'000'000, '['))).find("nested more than 32 deep") !=
        std::string::npos);
  std::string dotted = "a";
  for (int i = 0; i < 400'000; ++i) dotted += ".a";
  CHECK(messages(load_text(dotted + " = 1")).find("a dotted key of more than 32 parts") != std::string::npos);
  CHECK(messages(load_text(std::string((1U << 20U) + 1, '#'))).find("larger than 1 MiB") !=
        std::string::npos);
  CHECK(load_text("#" + std::string(1'000'000, 'x') + "\n[main]\ncommand = [\"x\"]").plan);
}

TEST_CASE("every prefix of a file, and every byte of it replaced, gives a plan or an error") {
  const std::string text =
      "[init]\ngrace = \"1h\"\n[env]\nA = { default = \"${B:-x}\", pattern = '^x$' }\n[[hook]]\nname = "
      "\"h\"\n"
      "wait = [\"tcp://a:1\"]\n[main]\nscript = \"\"\"\necho\n\"\"\"\nstop = "
      "[{signal=\"TERM\",wait=\"1s\"}]\n";
  for (std::size_t length = 0; length <= text.size(); ++length) {
    const LoadResult result = load_text(text.substr(0, length));
    CHECK((result.plan || !result.diagnostics.empty()));
  }
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (const char c : {'\0', '"', '[', '{', '=', '\n', '\xff', '.', '$'}) {
      std::string changed = text;
      changed[at] = c;
      const LoadResult result = load_text(changed);
      CHECK((result.plan || !result.diagnostics.empty()));
    }
  }
}
