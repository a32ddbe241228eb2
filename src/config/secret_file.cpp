#include "config/secret_file.hpp"

#include <vector>

#include "base/file.hpp"
#include "base/name_pattern.hpp"
#include "config/reading.hpp"

namespace jeden::config {
namespace {

constexpr std::size_t largest_secret = 1U << 20U;
constexpr std::string_view suffix = "_FILE";

}  // namespace

bool take_from_file(const std::string& name, Span span, Loading& loading) {
  const std::string pointer = name + std::string{suffix};
  const auto path = loading.environment.find(pointer);
  if (!path || path->empty()) return false;
  const auto fail = [&](const std::string& message, std::string hint) {
    loading.faults.absent(span, message, std::move(hint));
    loading.missing.insert(name);
    return true;
  };
  if (loading.environment.find(name))
    return fail("both " + name + " and " + pointer + " are set", "leave one of them out");
  std::string content;
  if (const auto error =
          base::read_file(loading.surroundings.root + *path, content, largest_secret, base::pipe_patience))
    return fail("cannot read " + *path + ", which " + pointer + " names: " +
                    (error == std::errc::timed_out
                         ? "nobody has written to it for " + base::to_text(base::pipe_patience)
                         : error.message()),
                {});
  if (content.ends_with('\n')) content.pop_back();
  if (content.find('\0') != std::string::npos)
    return fail(*path + ", which " + pointer + " names, holds a NUL byte", "an environment variable cannot");
  loading.environment.set(name, content);
  loading.secrets.push_back(content);
  loading.environment.unset(pointer);
  return true;
}

void sweep_files(const Value& secrets, Loading& loading) {
  const std::vector<std::string> patterns = texts_of(secrets, "files"), except = texts_of(secrets, "except");
  std::vector<std::string> names;
  for (const std::string& entry : loading.environment.entries()) {
    const std::string pointer = entry.substr(0, entry.find('='));
    if (!pointer.ends_with(suffix) || pointer.size() == suffix.size()) continue;
    std::string name = pointer.substr(0, pointer.size() - suffix.size());
    if (base::fits_any(name, patterns) && !base::fits_any(name, except) && !base::fits_any(pointer, except))
      names.push_back(std::move(name));
  }
  for (const std::string& name : names)
    if (take_from_file(name, key_span(secrets, "files"), loading) && flag_of(secrets, "forget"))
      loading.forgotten.insert(name);
}

}  // namespace jeden::config
