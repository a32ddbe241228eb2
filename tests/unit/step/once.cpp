#include "step/once.hpp"

#include <fstream>

#include "catch.hpp"
#include "step/tree.hpp"
#include "step/version.hpp"
#include "support.hpp"

using namespace jeden::step;
using namespace jeden::step::testing;
using jeden::base::Record;
namespace filesystem = std::filesystem;

namespace {

void write(const std::string& path, const std::string& text) {
  std::ofstream{path} << text;
}

Once once_in(const Folder& folder, Fields more = {}) {
  Fields fields{
      {"path", folder / "marker"}, {"note", folder / "note"}, {"lock", folder / "."}, {"name", "db"}};
  fields.insert(fields.end(), more.begin(), more.end());
  return once_of(Record{"once", fields});
}

Standing::Is is(const Once& once) {
  return look_at(once, Run::dry).is;
}

Begun begin(const Once& once) {
  return begin_once(once, [](std::string_view, const std::string&) {});
}

}  // namespace

TEST_CASE("versions are compared number by number") {
  CHECK(compare_versions("9.9", "9.10") < 0);
  CHECK(compare_versions("10", "9") > 0);
  CHECK(compare_versions("1.0", "1.0") == 0);
  CHECK(compare_versions("1.0", "1.0.1") < 0);
  CHECK(compare_versions("1.0-rc1", "1.0") < 0);
  CHECK(compare_versions("1.0", "1.0~beta") > 0);
  CHECK(compare_versions("1.0-rc2", "1.0-rc10") < 0);
  CHECK(compare_versions("007", "7") == 0);
  CHECK(compare_versions("123456789012345678901234567890", "123456789012345678901234567891") < 0);
  CHECK(compare_versions("", "") == 0);
  CHECK(compare_versions("", "1") < 0);
  CHECK(compare_versions("a", "b") < 0);
}

TEST_CASE("a marker, a note and their contents say how things stand") {
  const Folder folder;
  const Once once = once_in(folder);
  CHECK(is(once) == Standing::Is::first);
  write(folder / "note", "");
  CHECK(is(once) == Standing::Is::incomplete);
  write(folder / "marker", "");
  CHECK(is(once) == Standing::Is::done);
  const Once versioned = once_in(folder, {{"version", "2"}});
  CHECK(is(versioned) == Standing::Is::upgrade);
  write(folder / "marker", "# x\nversion = 3\n");
  CHECK(is(versioned) == Standing::Is::refused);
  write(folder / "marker", "version = 2");
  CHECK(is(versioned) == Standing::Is::done);
  filesystem::remove(folder / "marker");
  filesystem::create_directory(folder / "marker");
  CHECK(is(once) == Standing::Is::refused);
}

TEST_CASE("nothing is written through a link") {
  const Folder folder;
  write(folder / "precious", "x");
  filesystem::create_symlink(folder / "precious", folder / "marker");
  const Once once = once_in(folder, {{"version", "2"}});
  CHECK(is(once) == Standing::Is::refused);
  CHECK(act("done", {{"path", folder / "marker"}, {"note", folder / "note"}, {"name", "db"}}).kind ==
        Outcome::Kind::failed);
  CHECK(filesystem::file_size(folder / "precious") == 1);
}

TEST_CASE("what was initialised elsewhere counts when it is not empty") {
  const Folder folder;
  const Once once = once_in(folder, {{"done_if", folder / "base"}});
  filesystem::create_directories(folder / "base/lost+found");
  CHECK(is(once) == Standing::Is::first);
  write(folder / "base/file", "");
  CHECK(is(once) == Standing::Is::done);
  write(folder / "note", "");
  CHECK(is(once) == Standing::Is::incomplete);
}

TEST_CASE("a run is begun once, and finished it is done") {
  const Folder folder;
  Fields clean{{"data", folder / "data"}, {"on_incomplete", "clean"}};
  const Once once = once_in(folder, clean);
  filesystem::create_directory(folder / "data");
  write(folder / "data/before", "");
  for (int run = 0; run < 3; ++run) {
    const Begun begun = begin(once);
    CHECK(begun.is == Begun::Is::first);
    CHECK(begun.lock);
    CHECK(filesystem::exists(folder / "data/before"));
    CHECK_FALSE(filesystem::exists(folder / "data/made"));
    write(folder / "data/made", "");
  }
  Fields fields{{"path", folder / "marker"}, {"note", folder / "note"}, {"name", "db"}, {"version", "4"}};
  CHECK(act("done", fields).kind == Outcome::Kind::changed);
  CHECK(begin(once).is == Begun::Is::nothing_to_do);
  CHECK_FALSE(filesystem::exists(folder / "note"));
  CHECK(filesystem::exists(folder / "data/made"));
}

TEST_CASE("an interrupted run that did not note what was there is not cleaned") {
  const Folder folder;
  write(folder / "note", "garbage");
  const Begun begun = begin(once_in(folder, {{"data", folder / "data"}, {"on_incomplete", "clean"}}));
  CHECK(begun.is == Begun::Is::failed);
  CHECK(begun.text.find("does not say what was there before") != std::string::npos);
}

TEST_CASE("an upgrade that was interrupted is gone on with, not cleaned") {
  const Folder folder;
  write(folder / "marker", "version = 1\n");
  write(folder / "made", "");
  const Once once = once_in(folder, {{"version", "2"}, {"on_incomplete", "clean"}, {"data", folder / "."}});
  for (int run = 0; run < 2; ++run) CHECK(begin(once).is == Begun::Is::upgrade);
  CHECK(filesystem::exists(folder / "made"));
}

TEST_CASE("a lock that is held is not had") {
  const Folder folder;
  const Once once = once_in(folder, {{"wait", "0"}});
  const Begun first = begin(once);
  CHECK(first.is == Begun::Is::first);
  CHECK(begin(once).is == Begun::Is::timed_out);
}

TEST_CASE("removal follows no link and keeps what is listed") {
  const Folder folder;
  filesystem::create_directories(folder / "data/kept/deep");
  filesystem::create_directories(folder / "outside");
  write(folder / "outside/file", "");
  Paths before;
  CHECK(list_trees({folder / "data", folder / "missing"}, before).empty());
  CHECK(before == Paths{folder / "data", folder / "data/kept", folder / "data/kept/deep"});
  filesystem::create_symlink(folder / "outside", folder / "data/link");
  filesystem::create_directories(folder / "data/new/deep");
  write(folder / "data/kept/deep/new", "");
  const Removal removal = remove_others({folder / "data"}, before);
  CHECK(removal.error.empty());
  CHECK(removal.removed == 4);
  CHECK(filesystem::exists(folder / "outside/file"));
  Paths after;
  CHECK(list_trees({folder / "data"}, after).empty());
  CHECK(after == before);
}
