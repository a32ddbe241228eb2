#include "import/document.hpp"

#include "catch.hpp"

using namespace jeden::import;

TEST_CASE("a TOML string says everything") {
  CHECK(toml_text("a\"b\\c\n\t\x01\x7f") == R"("a\"b\\c\n\t\u0001\u007F")");
  CHECK(toml_list({"a", "b c"}) == R"(["a", "b c"])");
}

TEST_CASE("lines are joined where they touch") {
  CHECK(lines_text({{3, 3}}) == "line 3");
  CHECK(lines_text({{5, 6}, {3, 4}}) == "lines 3-6");
  CHECK(lines_text({{9, 9}, {1, 2}, {2, 2}}) == "lines 1-2, 9");
}

TEST_CASE("names of units are unique and can be written") {
  Document document;
  CHECK(document.unique_name("./manage.py") == "manage-py");
  CHECK(document.unique_name("main") == "step");
  CHECK(document.unique_name("") == "step");
  Hook hook;
  hook.name = "files";
  document.hooks.push_back(hook);
  CHECK(document.unique_name("files") == "files-2");
}

TEST_CASE("a literal string where it can be, an escaped one where not") {
  Document document;
  Hook hook;
  hook.name = "shell";
  hook.kind = "script";
  hook.entries = {"echo ''' $X"};
  document.hooks.push_back(hook);
  CHECK(render(document, "e.sh").find(R"(script = "echo ''' $X\n")") != std::string::npos);
  document.hooks[0].entries = {"echo \"$X\""};
  CHECK(render(document, "e.sh").find("script = '''\necho \"$X\"\n'''") != std::string::npos);
}
