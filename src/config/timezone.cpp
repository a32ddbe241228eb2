#include "config/timezone.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/directory.hpp"
#include "base/fd.hpp"
#include "base/suggest.hpp"
#include "base/text.hpp"
#include "config/posix_zone.hpp"
#include "config/words.hpp"

namespace jeden::config {
namespace {

constexpr std::array<std::string_view, 3> usual_places{"/usr/share/zoneinfo", "/usr/lib/zoneinfo",
                                                       "/usr/share/lib/zoneinfo"};

bool is_directory(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

// The directory of the zones; empty when there is none.
std::string zone_directory(const std::string& root, std::string_view tzdir) {
  if (!tzdir.empty() && is_directory(root + std::string{tzdir})) return root + std::string{tzdir};
  for (const std::string_view place : usual_places)
    if (is_directory(root + std::string{place})) return root + std::string{place};
  return {};
}

bool is_zone_file(const std::string& path) {
  const base::Fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  std::array<char, 4> magic{};
  return file && ::read(file.get(), magic.data(), magic.size()) == 4 &&
         std::string_view{magic.data(), magic.size()} == "TZif";
}

void collect(const std::string& directory, const std::string& prefix, unsigned depth,
             std::vector<std::string>& names) {
  constexpr unsigned deepest = 4;
  constexpr std::size_t most = 4000;
  std::vector<std::string> here;
  base::read_names(directory + '/' + prefix, here);
  for (const std::string& name : here) {
    if (name.starts_with('.') || names.size() >= most) continue;
    if (prefix.empty() && (name == "posix" || name == "right" || name == "posixrules" || name == "localtime"))
      continue;
    const std::string path = prefix + name;
    if (is_directory(directory + '/' + path)) {
      if (depth < deepest) collect(directory, path + '/', depth + 1, names);
    } else if (name.find('.') == std::string_view::npos) {
      names.push_back(path);
    }
  }
}

// For comparing: lower case, and "_" for a blank.
std::string folded(std::string_view text) {
  std::string result = base::lower(text);
  std::replace(result.begin(), result.end(), ' ', '_');
  return result;
}

}  // namespace

ZoneState look_up_zone(std::string_view zone, const std::string& root, std::string_view tzdir) {
  if (zone.starts_with(':')) zone.remove_prefix(1);
  if (zone == "UTC" || zone == "UTC0" || zone == "GMT" || zone == "GMT0") return ZoneState::good;
  if (zone.starts_with('/'))
    return is_zone_file(root + std::string{zone}) ? ZoneState::good : ZoneState::unknown;
  const std::string directory = zone_directory(root, tzdir);
  const bool name = !zone.empty() && !zone.starts_with('.') && zone.find("..") == std::string_view::npos;
  if (name && !directory.empty() && is_zone_file(directory + '/' + std::string{zone})) return ZoneState::good;
  if (is_posix_zone(zone)) return ZoneState::good;
  return directory.empty() && name ? ZoneState::unverified : ZoneState::unknown;
}

std::string suggest_zone(std::string_view zone, const std::string& root, std::string_view tzdir) {
  const std::string directory = zone_directory(root, tzdir);
  if (directory.empty()) return {};
  std::vector<std::string> names;
  collect(directory, "", 0, names);
  const std::string wanted = folded(zone);
  for (const std::string& name : names)
    if (folded(name) == wanted) return name;
  for (const std::string& name : names)
    if (folded(base_name(name)) == wanted) return name;
  const std::vector<std::string_view> views{names.begin(), names.end()};
  return std::string{base::suggest(zone, views)};
}

}  // namespace jeden::config
