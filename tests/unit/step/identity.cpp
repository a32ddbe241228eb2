#include <unistd.h>

#include <cstdio>

#include "base/file.hpp"
#include "catch.hpp"
#include "step/accounts.hpp"
#include "support.hpp"

using namespace jeden::step;
using namespace jeden::step::testing;

namespace {

const std::string passwd =
    "root:x:0:0:root:/root:/bin/sh\n# broken "
    "line\napp:x:1000:1001:App:/srv/app:/bin/sh\n+::::::\napp:x:7:7::/x:/bin/sh\n";
const std::string group = "root:x:0:\napp:x:1001:\nsame:x:1001:a,b\nlogs:x:50:app";

std::string content_of(const std::string& path) {
  std::string content;
  jeden::base::read_file(path, content, 1U << 20U);
  return content;
}

class Image : public Folder {
 public:
  Image() {
    put("etc/passwd", passwd);
    put("etc/group", group);
  }
};

Fields numbers(const Image& image, const std::string& name, unsigned uid, unsigned gid) {
  return {{"path", name}, {"uid", std::to_string(uid)}, {"gid", std::to_string(gid)}, {"root", image.path()}};
}

}  // namespace

TEST_CASE("other numbers in the text of the user database") {
  CHECK(with_numbers(passwd, "app", 5, 6).find("app:x:5:6:App:/srv/app:/bin/sh\n+::::::\napp:x:7:7::") !=
        std::string::npos);
  CHECK(with_numbers(passwd, "none", 5, 6) == passwd);
  CHECK(with_numbers("app:x:1:1::/:", "app", 5, 6) == "app:x:5:6::/:");
  CHECK(with_group_number(group, 1001, 9) == "root:x:0:\napp:x:9:\nsame:x:9:a,b\nlogs:x:50:app");
  CHECK(with_group_number(group, 77, 9) == group);
  CHECK(find_user(passwd, "app")->uid == 1000);
  CHECK(find_user(passwd, uid_t{7})->name == "app");
  CHECK_FALSE(find_user("", "app"));
}

TEST_CASE("a user is renumbered once, and never again") {
  if (::geteuid() != 0) return;
  const Image image;
  CHECK(act("renumber", numbers(image, "app", 1500, 1600), Run::dry).text ==
        "would make app 1500:1600, who was 1000:1001");
  CHECK(content_of(image / "etc/passwd") == passwd);
  const Outcome first = act("renumber", numbers(image, "app", 1500, 1600));
  CHECK(first.kind == Outcome::Kind::changed);
  CHECK(first.text == "made app 1500:1600, who was 1000:1001");
  CHECK(find_user(content_of(image / "etc/passwd"), "app")->gid == 1600);
  CHECK(content_of(image / "etc/group").find("app:x:1600:") != std::string::npos);
  CHECK(act("renumber", numbers(image, "app", 1500, 1600)).kind == Outcome::Kind::unchanged);
  CHECK(act("renumber", numbers(image, "nobody", 1, 1)).kind == Outcome::Kind::failed);
}

TEST_CASE("group 0 stays group 0 when its user goes elsewhere") {
  if (::geteuid() != 0) return;
  const Image image;
  put(image / "etc/passwd", "app:x:1000:0::/:/bin/sh\n");
  CHECK(act("renumber", numbers(image, "app", 5, 6)).kind == Outcome::Kind::changed);
  CHECK(content_of(image / "etc/passwd") == "app:x:5:6::/:/bin/sh\n");
  CHECK(content_of(image / "etc/group") == group);
}

TEST_CASE("a number that the image does not know gets an entry") {
  const Image image;
  auto fields = numbers(image, "user", 4242, 0);
  fields.emplace_back("home", "/srv");
  CHECK(act("passwd_entry", fields, Run::dry).text.starts_with("would add user"));
  CHECK(act("passwd_entry", fields).kind == Outcome::Kind::changed);
  CHECK(content_of(image / "etc/passwd") == passwd + "user:x:4242:0::/srv:/sbin/nologin\n");
  CHECK(act("passwd_entry", fields).kind == Outcome::Kind::unchanged);
  fields[1].second = "4343";  // another number, and the name is taken
  CHECK(act("passwd_entry", fields).text.starts_with("added user-4343, uid 4343"));
  put(image / "etc/passwd", "root:x:0:0::/:/bin/sh");  // without a newline at its end
  fields[1].second = "4444";
  CHECK(act("passwd_entry", fields).kind == Outcome::Kind::changed);
  CHECK(content_of(image / "etc/passwd") == "root:x:0:0::/:/bin/sh\nuser:x:4444:0::/srv:/sbin/nologin\n");
}
