// What the parts of this house share while one file is loaded.
#pragma once

#include <sys/types.h>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostic.hpp"
#include "config/environment.hpp"
#include "config/expand.hpp"
#include "config/load.hpp"
#include "facts/facts.hpp"

namespace jeden::config {

// A user of the image who gets other numbers, with the user's own group unless that is group 0.
struct Renumbered {
  std::string user;
  gid_t old_gid = 0;
  uid_t uid = 0;
  gid_t gid = 0;
};
// A number without a name that is going to have one.
struct AddedUser {
  uid_t uid = 0;
  std::string name, home;
};

struct Loading {
  const Surroundings& surroundings;
  Faults& faults;
  Environment environment;                     // of every program, once [env] and [locale] have been applied
  std::set<std::string, std::less<>> missing;  // required variables that are not set: reported already
  std::set<std::string, std::less<>> own_variables;  // what [env] names
  std::set<std::string, std::less<>> forgotten;      // what main does not get
  std::vector<std::string> secrets{};                // values that no output may show
  std::string role = "main";                         // what main is in this life
  bool main_alone = false;                           // of the file only [main] counts, and not all of it
  bool kept_user = false;                            // a user was not taken, and that was said

  mutable facts::Facts known_facts{surroundings.root};  // read when they are asked for

  std::optional<Renumbered> renumbered{};
  std::optional<AddedUser> added{};

  bool checking() const { return surroundings.purpose == Surroundings::Purpose::check; }
  // A variable, or a fact when the name starts with "jeden.".
  Variable find(std::string_view name) const;
};

}  // namespace jeden::config
