#include "import/parser.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "base/fd.hpp"

extern char** environ;

namespace jeden::import {
namespace {

base::Fd scratch(std::string_view content) {
  base::Fd file{::memfd_create("jeden-import", MFD_CLOEXEC)};
  while (file && !content.empty()) {
    const ssize_t written = ::write(file.get(), content.data(), content.size());
    if (written <= 0) return {};
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  if (file) ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

std::string said(const base::Fd& errors) {
  char text[4096];
  const ssize_t length = ::pread(errors.get(), text, sizeof text, 0);
  std::string line{text, static_cast<std::size_t>(length > 0 ? length : 0)};
  return line.substr(0, line.find('\n'));
}

// "FILE:LINE:COLUMN: message"; older versions leave the file out.
void take_place(Parsed& parsed, const std::string& line) {
  for (std::size_t at = 0; at != std::string::npos && at < line.size();
       at = line.find(':', at), at = at == std::string::npos ? at : at + 1) {
    unsigned number = 0, column = 0;
    int length = 0;
    if (std::sscanf(line.c_str() + at, "%u:%u: %n", &number, &column, &length) < 2 || length == 0) continue;
    parsed.line = number;
    parsed.failure = line.substr(at + static_cast<std::size_t>(length));
    return;
  }
  parsed.failure = "shfmt failed: " + line;
}

struct Close {
  void operator()(std::FILE* stream) const { std::fclose(stream); }
};

}  // namespace

Parsed parse(std::string_view script, Dialect dialect) {
  Parsed parsed;
  const base::Fd input = scratch(script), errors = scratch({});
  int pipe[2];
  if (!input || !errors || ::pipe2(pipe, O_CLOEXEC) != 0) {
    parsed.failure = std::string{"cannot hand the script to shfmt: "} + std::strerror(errno);
    return parsed;
  }
  const std::unique_ptr<std::FILE, Close> output{::fdopen(pipe[0], "r")};
  base::Fd end{pipe[1]};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, input.get(), 0);
  ::posix_spawn_file_actions_adddup2(&actions, end.get(), 1);
  ::posix_spawn_file_actions_adddup2(&actions, errors.get(), 2);
  std::string words[] = {"shfmt", dialect == Dialect::bash ? "-ln=bash" : "-ln=posix", "--to-json"};
  char* arguments[] = {words[0].data(), words[1].data(), words[2].data(), nullptr};
  pid_t pid = 0;
  const int failed = ::posix_spawnp(&pid, "shfmt", &actions, nullptr, arguments, environ);
  ::posix_spawn_file_actions_destroy(&actions);
  end.reset();
  if (failed != 0) {
    parsed.missing = failed == ENOENT;
    parsed.failure = std::string{"cannot run shfmt, which reads the script: "} + std::strerror(failed);
    return parsed;
  }
  if (output) parsed.tree = read_tree(output.get());
  // What is left unread would keep shfmt from ending.
  for (char rest[4096]; output && std::fread(rest, 1, sizeof rest, output.get()) > 0;) continue;
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
  if (status == 0 && parsed.tree) return parsed;
  parsed.tree.reset();
  if (const std::string line = said(errors); !line.empty())
    take_place(parsed, line);
  else
    parsed.failure = "shfmt printed no syntax tree";
  return parsed;
}

}  // namespace jeden::import
