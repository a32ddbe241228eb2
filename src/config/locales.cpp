#include "config/locales.hpp"

#include <fcntl.h>
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "base/directory.hpp"
#include "base/fd.hpp"
#include "base/text.hpp"

namespace jeden::config {
namespace {

constexpr std::string_view directory = "/usr/lib/locale";

bool is_directory(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

bool is_musl(const std::string& root) {
  glob_t found{};
  const bool musl = ::glob((root + "/lib/ld-musl-*").c_str(), GLOB_NOSORT, nullptr, &found) == 0;
  ::globfree(&found);
  return musl;
}

// The start of glibc's locale-archive (locale/locarchive.h): places and sizes of a hash table and of the
// names.
struct ArchiveHead {
  std::uint32_t magic, serial, hash_offset, hash_used, hash_size, names_offset, names_used, names_size;
};
constexpr std::uint32_t archive_magic = 0xde020109;
constexpr std::uint32_t largest_names = 1U << 20U;

// Every name in the archive; nothing when there is none or it is not one.
std::vector<std::string> archive_names(const std::string& path) {
  const base::Fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  ArchiveHead head{};
  if (!file || ::pread(file.get(), &head, sizeof head, 0) != static_cast<ssize_t>(sizeof head)) return {};
  if (head.magic != archive_magic || head.names_used > largest_names) return {};
  std::string names(head.names_used, '\0');
  const ssize_t count = ::pread(file.get(), names.data(), names.size(), head.names_offset);
  names.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  std::vector<std::string> result;
  for (std::size_t start = 0; start < names.size();) {
    const std::size_t end = std::min(names.find('\0', start), names.size());
    if (end > start) result.push_back(names.substr(start, end - start));
    start = end + 1;
  }
  return result;
}

std::vector<std::string> directory_names(const std::string& path) {
  std::vector<std::string> names;
  base::read_names(path, names);
  std::erase_if(names, [](const std::string& name) { return name[0] == '.' || name == "locale-archive"; });
  return names;
}

bool stands_below(const std::string& path, const std::string& exact, const std::string& normal) {
  return is_directory(path + '/' + exact) || is_directory(path + '/' + normal);
}

}  // namespace

std::string normalise_codeset(std::string_view locale) {
  const std::size_t dot = locale.find('.');
  if (dot == std::string_view::npos) return std::string{locale};
  const std::size_t at = std::min(locale.find('@', dot), locale.size());
  std::string codeset;
  bool digits_only = true;
  for (const char c : locale.substr(dot + 1, at - dot - 1)) {
    if (!base::is_letter(c) && !base::is_digit(c)) continue;
    digits_only = digits_only && base::is_digit(c);
    codeset += base::lower(c);
  }
  return std::string{locale.substr(0, dot + 1)} + (digits_only ? "iso" : "") + codeset +
         std::string{locale.substr(at)};
}

bool has_locale(std::string_view locale, const std::string& root, std::string_view locpath) {
  const std::string exact{locale}, normal = normalise_codeset(locale);
  if (exact == "C" || exact == "POSIX" || normal == "C.utf8") return true;
  if (exact.empty() || exact.find('/') != std::string::npos || exact[0] == '.') return false;
  if (is_musl(root)) return true;
  if (!locpath.empty() && stands_below(root + std::string{locpath}, exact, normal)) return true;
  const std::string usual = root + std::string{directory};
  if (stands_below(usual, exact, normal)) return true;
  const std::vector<std::string> names = archive_names(usual + "/locale-archive");
  return std::find(names.begin(), names.end(), normal) != names.end() ||
         std::find(names.begin(), names.end(), exact) != names.end();
}

std::vector<std::string> locale_names(const std::string& root) {
  const std::string usual = root + std::string{directory};
  std::vector<std::string> names = directory_names(usual);
  for (std::string& name : archive_names(usual + "/locale-archive")) names.push_back(std::move(name));
  return names;
}

}  // namespace jeden::config
