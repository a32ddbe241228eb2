// Paths as text.
#pragma once

#include <string>
#include <string_view>

namespace jeden::base {

// Without slashes at the end; "/" stays.
std::string without_slashes(std::string path);
// The directory that a path lies in: "/a" for "/a/b/", "/" for "/a", "." for "a".
std::string parent_of(const std::string& path);
// What follows the last slash.
std::string name_of(const std::string& path);
// A hidden file that belongs to the one at `path`: "/a/.b.new" for "/a/b" and "new". In the same directory,
// since that is where the file's volume is.
std::string beside(const std::string& path, std::string_view ending);

}  // namespace jeden::base
