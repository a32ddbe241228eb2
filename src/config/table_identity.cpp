// Keys of [identity].
#include <array>

#include "config/table_parts.hpp"

namespace jeden::config {
namespace {

constexpr Key number_key(std::string_view name, std::string_view summary) {
  Key key = text_key(name, summary);
  key.accepts |= accepts::integer;
  key.most = 4'294'967'294;
  return key;
}

constexpr std::array remap_keys{
    text_key("user", "A user of the image."),
    number_key("uid", "The user's new number, such as \"${PUID:-1000}\"; empty: as it is."),
    number_key("gid", "The new number of the user's own group; empty: as it is. Group 0 keeps its number."),
    texts_key("chown",
              "These paths and everything below are given to the user; only what differs is changed.",
              Form::path),
};
constexpr std::array remap_rules{Rule{Rule::Kind::required, "user"}};
constexpr Table remap_table{"[identity] remap",
                            "Other numbers for a user of the image, in /etc/passwd and /etc/group, before "
                            "the first hook. From the first on, "
                            "the user's name stands for the new numbers everywhere in this file. Only root "
                            "can do that; otherwise, or where "
                            "the files cannot be written, there is a warning.",
                            remap_keys,
                            {},
                            nullptr,
                            Form::any,
                            remap_rules};

constexpr std::array entry_keys{
    text_key("name", "The name; with the number behind it when it is taken.", "\"user\""),
    text_key("home",
             "The home, which HOME becomes unless it is set to something else than \"/\"; HOME unless given.",
             {}, Form::path),
};
constexpr Table entry_table{"[identity] passwd_entry", "The entry for a user that the image does not know.",
                            entry_keys};

constexpr Key entry_key() {
  Key key = table_key("passwd_entry", entry_table,
                      "An entry in /etc/passwd for whom main runs as, when that number has none; where the "
                      "file cannot be written, a "
                      "warning.");
  key.accepts |= accepts::boolean;
  return key;
}

constexpr std::array identity_keys{
    table_key("remap", remap_table, "Other numbers for a user of the image."),
    entry_key(),
};

}  // namespace

constinit const Table identity_table{"[identity]", "The user database of the image.", identity_keys};

}  // namespace jeden::config
