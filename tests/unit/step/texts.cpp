#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "base/file.hpp"
#include "catch.hpp"
#include "step/substitute.hpp"
#include "support.hpp"

using namespace jeden::step;
using namespace jeden::step::testing;
using Kind = Outcome::Kind;
namespace filesystem = std::filesystem;

namespace {

std::string filled(const std::string& text, const std::vector<std::string>& variables) {
  const Substituted result = substitute(text, variables);
  return result.error.empty() ? result.text : "error: " + result.error;
}

}  // namespace

TEST_CASE("only what is listed is replaced") {
  ::setenv("STEP_HOST", "a.example", 1);
  ::setenv("STEP_ODD", "${STEP_HOST} $$ & / \" \\", 1);
  ::setenv("STEP_EMPTY", "", 1);
  ::unsetenv("STEP_NONE");
  const std::vector<std::string> all{"STEP_*"};
  CHECK(filled("server ${STEP_HOST}; $host ${host} $$ $STEP_HOST", all) ==
        "server a.example; $host ${host} $$ $STEP_HOST");
  CHECK(filled("${STEP_HOST}${STEP_ODD}", {"STEP_HOST"}) == "a.example${STEP_ODD}");
  CHECK(filled("<${STEP_ODD}>", all) == "<${STEP_HOST} $$ & / \" \\>");
  CHECK(filled("${STEP_NONE:-80} ${STEP_EMPTY:-81} ${STEP_EMPTY}", all) == "80 81 ");
  CHECK(filled("x ${STEP_NONE}", all) ==
        "error: STEP_NONE is not set: set it, or give the reference a default by :-");
  CHECK(filled("x ${STEP_NONE:?say which}", all) == "error: STEP_NONE: say which");
  CHECK(filled("x ${STEP_EMPTY:?}", all) == "error: STEP_EMPTY is empty");
  CHECK(filled("${STEP_HOST ${ $ ${} ${1}", all) == "${STEP_HOST ${ $ ${} ${1}");
  CHECK(filled("$${STEP_HOST}", all) == "$a.example");
  CHECK(filled("", all).empty());
}

TEST_CASE("a template is written when it differs, with mode and links kept") {
  const Folder folder;
  ::setenv("STEP_PORT", "80", 1);
  put(folder / "in", "listen ${STEP_PORT};\n");
  put(folder / "real", "old");
  ::chmod((folder / "real").c_str(), 0640);
  filesystem::create_symlink("real", folder / "out");
  const Fields fields{{"path", folder / "in"}, {"to", folder / "out"}, {"variable", "STEP_PORT"}};
  CHECK(act("template", fields, Run::dry).kind == Kind::changed);
  CHECK(get(folder / "real") == "old");
  CHECK(act("template", fields).kind == Kind::changed);
  CHECK(get(folder / "real") == "listen 80;\n");
  CHECK(mode(folder / "real") == 0640);
  CHECK(filesystem::is_symlink(folder / "out"));
  CHECK(act("template", fields).kind == Kind::unchanged);
  ::setenv("STEP_PORT", "81", 1);
  Fields once = fields;
  once.emplace_back("once", "");
  CHECK(act("template", once).kind == Kind::unchanged);
  CHECK(act("template", fields).kind == Kind::changed);
  ::unsetenv("STEP_PORT");
  const Outcome outcome = act("template", fields);
  CHECK(outcome.text ==
        (folder / "in") +
            " cannot be filled in: STEP_PORT is not set: set it, or give the reference a default by :-");
  CHECK(get(folder / "out") == "listen 81;\n");
}

TEST_CASE("a text is written as it is, and left alone when it is there") {
  const Folder folder;
  const std::string path = folder / "out";
  const Fields fields{{"path", path}, {".text", "a ${B}\n"}};
  CHECK(act("text", fields, Run::dry).kind == Kind::changed);
  CHECK(act("text", fields).kind == Kind::changed);
  CHECK(act("text", fields).kind == Kind::unchanged);
  CHECK(act("text", {{"path", path}, {".text", "other"}, {"once", ""}}).kind == Kind::unchanged);
  CHECK(get(path) == "a ${B}\n");
}

TEST_CASE("a tree of templates") {
  const Folder folder;
  ::setenv("STEP_NAME", "n", 1);
  filesystem::create_directories(folder / "in/sub");
  filesystem::create_directory(folder / "in/..data");
  put(folder / "in/a.conf.template", "${STEP_NAME}");
  put(folder / "in/sub/b.template", "b");
  put(folder / "in/README", "no");
  put(folder / "in/..data/a.conf.template", "no");
  const Fields fields{
      {"path", folder / "in"}, {"to", folder / "out"}, {"suffix", ".template"}, {"variable", "STEP_NAME"}};
  CHECK(act("template", fields).kind == Kind::changed);
  CHECK(get(folder / "out/a.conf") == "n");
  CHECK(get(folder / "out/sub/b") == "b");
  CHECK_FALSE(filesystem::exists(folder / "out/README"));
  CHECK_FALSE(filesystem::exists(folder / "out/..data"));
  CHECK(act("template", fields).kind == Kind::unchanged);
}

TEST_CASE("a secret goes to a private file, also over a public one") {
  const Folder folder;
  ::setenv("STEP_SECRET", "aHVzaA==", 1);
  put(folder / "key", "old");
  ::chmod((folder / "key").c_str(), 0644);
  CHECK(act("secret", {{"path", "STEP_SECRET"}, {"to", folder / "key"}}).kind == Kind::changed);
  CHECK(get(folder / "key") == "aHVzaA==");
  CHECK(mode(folder / "key") == 0600);
  const Fields decoded{{"path", "STEP_SECRET"}, {"to", folder / "key"}, {"base64", ""}};
  CHECK(act("secret", decoded).kind == Kind::changed);
  CHECK(get(folder / "key") == "hush");
  CHECK(act("secret", decoded).kind == Kind::unchanged);
  ::setenv("STEP_SECRET", "not base64!", 1);
  const Outcome outcome = act("secret", decoded);
  CHECK(outcome.text.starts_with("STEP_SECRET is not base64, and " + (folder / "key")));
  ::unsetenv("STEP_SECRET");
  CHECK(act("secret", decoded).text.find("STEP_SECRET is not set, and ") == 0);
}

TEST_CASE("a random secret is made once") {
  const Folder folder;
  const Fields fields{{"path", folder / "key"}, {"length", "300"}, {"alphabet", "abc"}};
  CHECK(act("generate", fields, Run::dry).kind == Kind::changed);
  CHECK_FALSE(filesystem::exists(folder / "key"));
  CHECK(act("generate", fields).kind == Kind::changed);
  const std::string first = get(folder / "key");
  CHECK(first.size() == 300);
  CHECK(first.find_first_not_of("abc") == std::string::npos);
  CHECK(mode(folder / "key") == 0600);
  CHECK(act("generate", fields).kind == Kind::unchanged);
  CHECK(get(folder / "key") == first);
  CHECK(std::distance(filesystem::directory_iterator(folder / "."), filesystem::directory_iterator()) == 1);
  put(folder / "empty", "");
  CHECK(act("generate", {{"path", folder / "empty"}, {"length", "16"}, {"alphabet", "x"}}).kind ==
        Kind::changed);
  CHECK(get(folder / "empty") == std::string(16, 'x'));
}
