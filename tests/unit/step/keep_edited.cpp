#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.hpp"
#include "catch.hpp"
#include "step/manifest.hpp"
#include "step/note.hpp"
#include "support.hpp"

using namespace jeden::step;
using namespace jeden::step::testing;
using Kind = Outcome::Kind;
namespace filesystem = std::filesystem;

namespace {

Outcome fill(const Folder& folder, const std::string& value, Run run = Run::really) {
  ::setenv("STEP_VALUE", value.c_str(), 1);
  return act(
      "template",
      {{"path", folder / "in"}, {"to", folder / "out"}, {"variable", "STEP_VALUE"}, {"keep_edited", ""}},
      run);
}

}  // namespace

TEST_CASE("what was edited since it was written is left alone, and nothing else is") {
  const Folder folder;
  put(folder / "in", "v=${STEP_VALUE}\n");
  put(folder / "out", "of the image\n");
  CHECK(fill(folder, "1", Run::dry).kind == Kind::changed);
  CHECK_FALSE(filesystem::exists(folder / ".out.jeden"));
  CHECK(fill(folder, "1").kind == Kind::changed);
  CHECK(get(folder / "out") == "v=1\n");
  CHECK(fill(folder, "1").kind == Kind::unchanged);
  CHECK(fill(folder, "2").kind == Kind::changed);
  put(folder / "out", "mine\n");
  const Outcome outcome = fill(folder, "3");
  CHECK(outcome.kind == Kind::skipped);
  CHECK(outcome.text == (folder / "out") + " was edited since jeden wrote it, and is left alone: delete " +
                            (folder / ".out.jeden") + " to have it written again");
  CHECK(get(folder / "out") == "mine\n");
  CHECK(fill(folder, "3", Run::dry).kind == Kind::skipped);
  filesystem::remove(folder / ".out.jeden");
  CHECK(fill(folder, "3").kind == Kind::changed);
  filesystem::remove(folder / "out");
  CHECK(fill(folder, "3").kind == Kind::changed);
  CHECK(get(folder / "out") == "v=3\n");
}

TEST_CASE("a write that was interrupted is no edit") {
  const Folder folder;
  put(folder / "in", "v=${STEP_VALUE}\n");
  put(folder / "out", "v=1\n");
  put(folder / ".out.jeden", Note::text("v=1\n", "v=2\n"));
  CHECK(fill(folder, "2").kind == Kind::changed);
  CHECK(fill(folder, "3").kind == Kind::changed);
}

TEST_CASE("what is right already is noted, so that a later edit is seen") {
  const Folder folder;
  put(folder / "in", "v=${STEP_VALUE}\n");
  put(folder / "out", "v=1\n");
  CHECK(fill(folder, "1").kind == Kind::unchanged);
  put(folder / "out", "mine\n");
  CHECK(fill(folder, "1").kind == Kind::skipped);
}

TEST_CASE("several entries for one file") {
  const Folder folder;
  put(folder / "conf", "a = 1\n");
  const auto set = [&](const char* key, const char* value, bool keep) {
    Fields fields{{"path", folder / "conf"}, {"format", "ini"}, {"set", key}, {".text", value}};
    if (keep) fields.emplace_back("keep_edited", "");
    return act("settings", fields).kind;
  };
  CHECK(set("a", "2", true) == Kind::changed);
  CHECK(set("b", "3", false) == Kind::changed);
  CHECK(set("a", "4", true) == Kind::changed);
  put(folder / "conf", "a = 9");
  CHECK(set("a", "5", true) == Kind::skipped);
  CHECK(set("a", "5", false) == Kind::changed);
  CHECK(get(folder / "conf") == "a = 5");
  CHECK(set("a", "6", true) == Kind::skipped);
}

TEST_CASE("a copied tree is brought up to date where nobody edited it") {
  const Folder folder;
  const Fields fields{{"path", folder / "from"}, {"to", folder / "to"}, {"keep_edited", ""}};
  filesystem::create_directories(folder / "from/sub");
  for (const char* name : {"a", "b", "sub/c", "mine"}) put(folder / ("from/" + std::string{name}), "1");
  ::chmod((folder / "from").c_str(), 0550);
  filesystem::create_directory(folder / "to");
  put(folder / "to/mine", "there before");
  CHECK(act("copy", fields, Run::dry).kind == Kind::changed);
  CHECK_FALSE(filesystem::exists(folder / "to/.jeden-copied"));
  CHECK(act("copy", fields).kind == Kind::changed);
  CHECK(act("copy", fields).kind == Kind::unchanged);
  put(folder / "to/b", "edited");
  CHECK(act("copy", fields).kind == Kind::unchanged);
  for (const char* name : {"a", "b", "sub/c", "mine"}) put(folder / ("from/" + std::string{name}), "2");
  const Outcome outcome = act("copy", fields);
  CHECK(outcome.kind == Kind::skipped);
  CHECK(outcome.text.find((folder / "to/b") + " was edited since jeden copied it") != std::string::npos);
  CHECK(get(folder / "to/a") == "2");
  CHECK(get(folder / "to/b") == "edited");
  CHECK(get(folder / "to/sub/c") == "2");
  CHECK(get(folder / "to/mine") == "there before");
  put(folder / "to/b", "2");
  CHECK(act("copy", fields).kind == Kind::unchanged);
  filesystem::remove(folder / "to/a");
  CHECK(act("copy", fields).kind == Kind::changed);
  CHECK(get(folder / "to/a") == "2");
}

TEST_CASE("a copy that was interrupted is no edit, and a new tree has the mode of its source") {
  const Folder folder;
  const Fields fields{{"path", folder / "from"}, {"to", folder / "to"}, {"keep_edited", ""}};
  filesystem::create_directory(folder / "from");
  put(folder / "from/a", "1");
  ::chmod((folder / "from").c_str(), 0750);
  CHECK(act("copy", fields).kind == Kind::changed);
  CHECK((filesystem::status(folder / "to").permissions() & filesystem::perms::all) ==
        filesystem::perms{0750});
  put(folder / "from/a", "2");
  Manifest manifest{folder / "to/.jeden-copied"};
  manifest.expect("a", *sum_of_file(folder / "to/a"), *sum_of_file(folder / "from/a"));
  put(folder / "to/.jeden-copied", manifest.text());
  CHECK(act("copy", fields).kind == Kind::changed);
  CHECK(get(folder / "to/a") == "2");
}

TEST_CASE("a single file that is copied has its note beside it") {
  const Folder folder;
  const Fields fields{{"path", folder / "from"}, {"to", folder / "to"}, {"keep_edited", ""}};
  put(folder / "from", "1");
  CHECK(act("copy", fields).kind == Kind::changed);
  put(folder / "from", "2");
  CHECK(act("copy", fields).kind == Kind::changed);
  CHECK(get(folder / "to") == "2");
  put(folder / "to", "edited");
  put(folder / "from", "3");
  CHECK(act("copy", fields).kind == Kind::skipped);
  CHECK(get(folder / "to") == "edited");
}
