#include "config/find.hpp"

#include <unistd.h>

#include <array>
#include <system_error>

#include "base/file.hpp"
#include "config/scan.hpp"

namespace jeden::config {

Found find_config(const std::optional<std::string>& option, const Environment& environment,
                  const std::string& root) {
  if (option) return {*option, true};
  if (const auto variable = environment.find("JEDEN_CONFIG"); variable && !variable->empty())
    return {*variable, true};
  constexpr std::array<const char*, 3> places{"/etc/jeden/init.toml", "/etc/init.toml", "/init.toml"};
  for (const char* place : places)
    if (const std::string path = root + place; ::access(path.c_str(), F_OK) == 0) return {path, false};
  if (::access("init.toml", F_OK) == 0) return {"./init.toml", false};
  return {};
}

std::string read_config(const std::string& path, std::string& text) {
  const std::error_code error = base::read_file(path, text, largest_file, base::pipe_patience);
  if (!error) return {};
  if (error == std::errc::file_too_large) return "cannot read " + path + ": larger than 1 MiB";
  if (error == std::errc::timed_out)
    return "cannot read " + path + ": nobody has written to it for " + base::to_text(base::pipe_patience);
  return "cannot read " + path + ": " + error.message();
}

}  // namespace jeden::config
