// Where the init.toml is.
#pragma once

#include <optional>
#include <string>

#include "config/environment.hpp"

namespace jeden::config {

struct Found {
  std::string path;    // empty: there is none, and none was asked for
  bool given = false;  // by --config or JEDEN_CONFIG: it has to be there
};

// `option` is what --config said. Then $JEDEN_CONFIG, /etc/jeden/init.toml, /etc/init.toml, /init.toml,
// ./init.toml: the first that exists. An empty JEDEN_CONFIG says nothing.
Found find_config(const std::optional<std::string>& option, const Environment& environment,
                  const std::string& root = "");

// Reads a file that may become an init.toml. The message says what could not be done to what, and why; it is
// empty when all went well.
std::string read_config(const std::string& path, std::string& text);

}  // namespace jeden::config
