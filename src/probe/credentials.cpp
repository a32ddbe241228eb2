#include "probe/credentials.hpp"

#include <cstdlib>

#include "base/file.hpp"
#include "probe/kind.hpp"

namespace jeden::probe {
namespace {

constexpr std::size_t longest_secret = 64 * 1024;

std::string read_secret(const std::string& path, const Sources& sources, std::optional<std::string>& secret) {
  if (sources.files == Sources::Files::assume) {
    secret = "?";
    return {};
  }
  std::string content;
  if (const auto error = base::read_file(path, content, longest_secret))
    return "cannot read the password from " + path + ": " + error.message();
  if (content.ends_with('\n')) content.pop_back();
  secret = std::move(content);
  return {};
}

std::optional<std::string> look_up(const std::string& name, const Sources& sources) {
  if (sources.variable) return sources.variable(name);
  const char* value = std::getenv(name.c_str());
  return value != nullptr ? std::optional<std::string>{value} : std::nullopt;
}

}  // namespace

void find_user(Target& target, const Sources& sources) {
  if (target.user || target.kind->user_variable.empty()) return;
  if (auto user = look_up(std::string{target.kind->user_variable}, sources).value_or(""); !user.empty())
    target.user = std::move(user);
}

std::string find_password(Target& target, const Sources& sources) {
  if (target.password) return {};
  if (const auto file = target.parameter("password_file"); !file.empty())
    return read_secret(std::string{file}, sources, target.password);
  if (const auto name = target.parameter("password_env"); !name.empty()) {
    target.password = look_up(std::string{name}, sources);
    return target.password ? "" : "the environment has no " + std::string{name};
  }
  if (target.kind->password_variable.empty()) return {};
  const std::string variable{target.kind->password_variable};
  if (auto value = look_up(variable, sources).value_or(""); !value.empty()) {
    target.password = std::move(value);
    return {};
  }
  if (const auto file = look_up(variable + "_FILE", sources).value_or(""); !file.empty())
    return read_secret(file, sources, target.password);
  return {};
}

}  // namespace jeden::probe
