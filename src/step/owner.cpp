#include "step/owner.hpp"

#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

#include "base/number.hpp"
#include "base/path.hpp"

namespace jeden::step {
namespace {

std::string octal(mode_t mode) {
  char digits[8];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, mode & 07777U, 8);
  const std::string text{digits, end};
  return text.size() < 4 ? std::string(4 - text.size(), '0') + text : text;
}

std::string advice(int error) {
  const std::string uid = std::to_string(::geteuid());
  switch (error) {
    case EROFS: return "mount a writable volume there";
    case ENOSPC:
    case EDQUOT: return "make room on that file system";
    case EFBIG: return "it is longer than jeden reads such a file";
    case EPERM:
      if (::geteuid() == 0)
        return "the container lacks a capability for it, or the volume maps root away: set the "
               "owner on the host, or make it optional";
      return "set the owner on the host, or run the hook as root";
    case EACCES: return "give it to uid " + uid + " on the host, or run the hook as root";
    default: return {};
  }
}

}  // namespace

std::optional<Owner> owner_of(const base::Record& action) {
  const std::string_view text = action.get("owner");
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto uid = base::parse_number<uid_t>(text.substr(0, colon)),
             gid = base::parse_number<gid_t>(text.substr(colon + 1));
  return uid && gid ? std::optional{Owner{*uid, *gid}} : std::nullopt;
}

std::optional<mode_t> mode_of(const base::Record& action) {
  return base::parse_number<mode_t>(action.get("mode"), 8);
}

std::string to_text(const Owner& owner) {
  return std::to_string(owner.uid) + ':' + std::to_string(owner.gid);
}

std::string standing(const struct stat& status) {
  return "owned by " + to_text(Owner{status.st_uid, status.st_gid}) + ", mode " + octal(status.st_mode);
}

std::string refusal(std::string_view verb, const std::string& path, int error) {
  std::string text = "cannot " + std::string{verb} + ' ' + path + ": " + ::strerrordesc_np(error);
  struct stat status {};
  std::string found = path;
  while (::stat(found.c_str(), &status) != 0 && found != "/" && found != ".") found = base::parent_of(found);
  if (error == EACCES || error == EPERM)
    text += "; " + found + " is " + standing(status) + ", and this is uid " + std::to_string(::geteuid()) +
            ", gid " + std::to_string(::getegid());
  if (const std::string what = advice(error); !what.empty()) text += ": " + what;
  return text;
}

std::string too_deep(const std::string& path, unsigned levels) {
  return path + " lies more than " + std::to_string(levels) +
         " directories deep, which jeden does not follow";
}

}  // namespace jeden::step
