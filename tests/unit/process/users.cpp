#include "process/users.hpp"

#include "catch.hpp"
#include "folder.hpp"

using namespace jeden::process;

namespace {

// A root directory with a small user database that goes away with the test.
struct Image {
  jeden::testing::Folder folder;
  std::string root = folder.path();
  Image() {
    folder.put("etc/passwd",
               "root:x:0:0:root:/root:/bin/sh\nbroken\n:x:5:5::/:\nbig:x:99999999999:1::/:\n"
               "app:x:1000:1001:App,,,:/home/app:/bin/sh\nnohome:x:7:8:::\n4242:x:11:12::/digits:\n");
    folder.put("etc/group",
               "root:x:0:\napp:x:1001:\nlogs:x:50:other,app\ndup:x:1001:app\nweb:x:33:app2,apple\nbad\n");
  }
};

}  // namespace

TEST_CASE("a user's name gives the numbers, the groups and the home") {
  const Image image;
  const auto user = resolve_user("app", image.root);
  CHECK(user.error.empty());
  CHECK(user.identity.uid == 1000);
  CHECK(user.identity.gid == 1001);
  CHECK(user.identity.groups == std::vector<gid_t>{1001, 50});
  CHECK(user.name == "app");
  CHECK(user.home == "/home/app");
}

TEST_CASE("a number finds its entry, an unknown one does not need any") {
  const Image image;
  CHECK(resolve_user("1000", image.root).identity.groups == std::vector<gid_t>{1001, 50});
  CHECK(resolve_user("4242", image.root).identity.uid == 11);
  const auto unknown = resolve_user("31337", image.root);
  CHECK(unknown.error.empty());
  CHECK(unknown.identity.uid == 31337);
  CHECK(unknown.identity.gid == 0);
  CHECK(unknown.home == "/");
  const auto both = resolve_user("31337:31338", image.root);
  CHECK(both.identity.gid == 31338);
  CHECK(both.identity.groups == std::vector<gid_t>{31338});
  CHECK(resolve_user("5:6", "/nowhere").identity.gid == 6);
}

TEST_CASE("a group of its own leaves nothing else") {
  const Image image;
  CHECK(resolve_user("app:logs", image.root).identity.groups == std::vector<gid_t>{50});
  CHECK(resolve_user("app:app", image.root).identity.groups == std::vector<gid_t>{1001, 50});
}

TEST_CASE("what does not exist is named") {
  const Image image;
  CHECK(resolve_user("ap", image.root).error == "user ap does not exist");
  CHECK(resolve_user("app:lgs", image.root).error == "group lgs does not exist");
  CHECK(resolve_user("", image.root).error == "the name of the user is empty");
  CHECK(resolve_user("app:", image.root).error == "the name of the group is empty");
  CHECK(resolve_user("4294967295", image.root).error == "user 4294967295 does not exist");
  CHECK(resolve_user("-1", image.root).error == "user -1 does not exist");
  CHECK(resolve_user("nohome", image.root).home == "/");
}
