#include "process/resolve.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/exit_status.hpp"
#include "process/executable.hpp"

namespace jeden::process {
namespace {

bool exists(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0;
}

bool is_absence(int error) {
  return error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG || error == ELOOP || error == EACCES;
}

bool has_slash(std::string_view word) {
  return word.find('/') != std::string_view::npos;
}

// What execve would say, as far as that can be known without it.
int look(const char* path, void* context) {
  struct stat status {};
  if (::stat(path, &status) != 0) return errno;
  if (!S_ISREG(status.st_mode)) return EACCES;
  if (::access(path, X_OK) != 0) return errno;
  const Executable file = inspect(path);
  *static_cast<bool*>(context) = file.format != Executable::Format::unknown;
  if (file.foreign_machine || file.interpreter.empty() || file.interpreter.front() != '/') return 0;
  return exists(file.interpreter) ? 0 : ENOENT;
}

}  // namespace

std::string_view search_path(const std::vector<std::string>& environment) {
  constexpr std::string_view name = "PATH=";
  for (const std::string_view entry : environment)
    if (entry.starts_with(name)) return entry.substr(name.size());
  return default_path;
}

Candidates candidates(std::string_view word, std::string_view path) {
  if (word.empty()) return {};
  if (has_slash(word)) return {{std::string{word}}, true};
  Candidates found;
  for (std::size_t start = 0; start <= path.size();) {
    const std::size_t end = std::min(path.find(':', start), path.size());
    std::string file{start == end ? std::string_view{"."} : path.substr(start, end - start)};
    found.files.push_back(std::move(file.append("/").append(word)));
    start = end + 1;
  }
  return found;
}

Resolution try_each(const Candidates& candidates, Attempt attempt, void* context) {
  const std::string* forbidden = nullptr;
  for (const std::string& file : candidates.files) {
    const int error = attempt(file.c_str(), context);
    if (error == 0) return {file, 0, false};
    if (is_absence(error) && !candidates.is_path && !exists(file)) continue;
    if (error != EACCES) return {file, error, false};
    if (forbidden == nullptr) forbidden = &file;
  }
  if (forbidden != nullptr) return {*forbidden, EACCES, false};
  return {{}, ENOENT, false};
}

Resolution resolve(std::string_view word, const std::vector<std::string>& environment) {
  bool recognized = false;
  Resolution found = try_each(candidates(word, search_path(environment)), look, &recognized);
  found.recognized = found.error == 0 && recognized;
  return found;
}

int exit_code_of(const Resolution& failed) {
  if (failed.error == 0) return 0;
  return failed.error == ENOENT || failed.error == ENOTDIR ? core::exit_code::not_found
                                                           : core::exit_code::cannot_execute;
}

std::string message_of(const Resolution& failed, std::string_view word, std::string_view path) {
  if (word.empty()) return "cannot execute a program without a name";
  if (!failed.path.empty())
    return "cannot execute " + failed.path + ": " + explain_exec_error(failed.path, failed.error);
  std::string text = "cannot execute ";
  return text.append(word).append(": not found in ").append(path.empty() ? "the current directory" : path);
}

}  // namespace jeden::process
