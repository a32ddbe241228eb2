// What needs no mounts and no other users; the rest is in tests/e2e/blocks.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.hpp"
#include "catch.hpp"
#include "step/owner.hpp"
#include "support.hpp"

using namespace jeden::step;
using namespace jeden::step::testing;
using Kind = Outcome::Kind;
namespace filesystem = std::filesystem;

TEST_CASE("a directory is made with its parents, whatever the umask") {
  const Folder folder;
  const mode_t before = ::umask(0077);
  const std::string path = folder / "a/b/c";
  CHECK(act("directory", {{"path", path}, {"mode", "2770"}}, Run::dry).text == "would make " + path);
  CHECK_FALSE(filesystem::exists(path));
  CHECK(act("directory", {{"path", path}, {"mode", "2770"}}).kind == Kind::changed);
  ::umask(before);
  CHECK(mode(path) == 02770);
  CHECK(mode(folder / "a/b") == 0755);
  CHECK(act("directory", {{"path", path}, {"mode", "2770"}}).kind == Kind::unchanged);
  CHECK(act("directory", {{"path", path}, {"mode", "0700"}}).kind == Kind::changed);
  CHECK(mode(path) == 0700);
  CHECK(act("directory", {{"path", path}}).kind == Kind::unchanged);
}

TEST_CASE("a file in the way of a directory is named") {
  const Folder folder;
  put(folder / "x", "");
  const Outcome outcome = act("directory", {{"path", folder / "x"}});
  CHECK(outcome.kind == Kind::failed);
  CHECK(outcome.text.find((folder / "x") + " is not a directory (it is owned by ") == 0);
  CHECK(act("directory", {{"path", folder / "x/y"}}).kind == Kind::failed);
}

TEST_CASE("links") {
  const Folder folder;
  const std::string path = folder / "link";
  CHECK(act("symlink", {{"path", path}, {"to", "/one"}}).kind == Kind::changed);
  CHECK(act("symlink", {{"path", path}, {"to", "/one"}}).kind == Kind::unchanged);
  CHECK(act("symlink", {{"path", path}, {"to", "/two"}}, Run::dry).kind == Kind::changed);
  CHECK(filesystem::read_symlink(path) == "/one");
  CHECK(act("symlink", {{"path", path}, {"to", "/two"}}).kind == Kind::changed);
  CHECK(filesystem::read_symlink(path) == "/two");
  put(folder / "file", "kept");
  CHECK(act("symlink", {{"path", folder / "file"}, {"to", "/two"}}).kind == Kind::failed);
  CHECK(get(folder / "file") == "kept");
}

TEST_CASE("stale files are removed, directories never") {
  const Folder folder;
  for (const char* name : {"a.pid", "b.pid", ".hidden.pid", "keep"}) put(folder / name, "1");
  CHECK(act("remove", {{"path", folder / "*.pid"}}, Run::dry).kind == Kind::changed);
  const Outcome outcome = act("remove", {{"path", folder / "*.pid"}});
  CHECK(outcome.text == "removed " + (folder / "a.pid") + ", " + (folder / "b.pid"));
  CHECK(filesystem::exists(folder / "keep"));
  CHECK(filesystem::exists(folder / ".hidden.pid"));
  CHECK(act("remove", {{"path", folder / "*.pid"}}).kind == Kind::unchanged);
  CHECK(act("remove", {{"path", folder / "no/such.pid"}}).kind == Kind::unchanged);
  CHECK(act("remove", {{"path", folder / "no/*.pid"}}).kind == Kind::unchanged);
  filesystem::create_directory(folder / "c.pid");
  CHECK(act("remove", {{"path", folder / "*.pid"}}).kind == Kind::failed);
  filesystem::create_symlink(folder / "keep", folder / "d");
  CHECK(act("remove", {{"path", folder / "d"}}).kind == Kind::changed);
  CHECK(filesystem::exists(folder / "keep"));
}

TEST_CASE("a tree is copied where the target lacks it") {
  const Folder folder;
  filesystem::create_directories(folder / "from/inner");
  put(folder / "from/a", "new");
  put(folder / "from/inner/b", "inner");
  filesystem::create_symlink("a", folder / "from/link");
  ::chmod((folder / "from/inner").c_str(), 0550);
  filesystem::create_directory(folder / "to");
  put(folder / "to/a", "mine");
  const Fields fields{{"path", folder / "from"}, {"to", folder / "to"}};
  CHECK(act("copy", fields, Run::dry).kind == Kind::changed);
  CHECK_FALSE(filesystem::exists(folder / "to/inner"));
  CHECK(act("copy", fields).kind == Kind::changed);
  CHECK(get(folder / "to/a") == "mine");
  CHECK(get(folder / "to/inner/b") == "inner");
  CHECK(filesystem::read_symlink(folder / "to/link") == "a");
  CHECK(mode(folder / "to/inner") == 0550);
  CHECK(act("copy", fields).kind == Kind::unchanged);
  for (const auto& entry : filesystem::recursive_directory_iterator(folder / "to"))
    CHECK(entry.path().string().find("jeden-new") == std::string::npos);
}

TEST_CASE("what an interrupted copy left is done again") {
  const Folder folder;
  put(folder / "from", "whole");
  put(folder / ".to.jeden-new", "ha");
  CHECK(act("copy", {{"path", folder / "from"}, {"to", folder / "to"}}).kind == Kind::changed);
  CHECK(get(folder / "to") == "whole");
  CHECK_FALSE(filesystem::exists(folder / ".to.jeden-new"));
}

TEST_CASE("access is asked of the kernel") {
  const Folder folder;
  put(folder / "x", "");
  ::chmod((folder / "x").c_str(), 0644);
  CHECK(act("access", {{"path", folder / "x"}, {"need", "read"}, {"need", "write"}}).kind == Kind::unchanged);
  const Outcome outcome = act("access", {{"path", folder / "x"}, {"need", "execute"}});
  CHECK(outcome.kind == Kind::failed);
  CHECK(outcome.text.find("mode 0644, and this is uid ") != std::string::npos);
}
