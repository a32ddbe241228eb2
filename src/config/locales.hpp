// The locales that an image has.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jeden::config {

// "pl_PL.UTF-8" as the C library of GNU spells it on disk: "pl_PL.utf8".
std::string normalise_codeset(std::string_view locale);

// True for C and POSIX, for C.UTF-8, for what stands below <root>/usr/lib/locale as a directory or in its
// archive (or below `locpath`, the value of LOCPATH, when it is not empty), and for everything where the C
// library is musl, which needs no locale data.
bool has_locale(std::string_view locale, const std::string& root, std::string_view locpath);

// The names in the image, for "did you mean".
std::vector<std::string> locale_names(const std::string& root);

}  // namespace jeden::config
