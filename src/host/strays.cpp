#include "host/strays.hpp"

#include <dirent.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>

#include "base/file.hpp"

namespace jeden::host {
namespace {

struct Entry {
  pid_t pid = 0, parent = 0;
  std::string name;
  bool zombie = false;
};

// "42 (name) S 1 ...": the name may hold anything, so that its end is the last parenthesis (proc(5)).
bool parse_stat(const std::string& text, Entry& entry) {
  const std::size_t open = text.find('('), close = text.rfind(')');
  if (open == std::string::npos || close == std::string::npos || close + 4 >= text.size()) return false;
  entry.name = text.substr(open + 1, close - open - 1);
  entry.zombie = text[close + 2] == 'Z';
  const char* number = text.data() + close + 4;
  return std::from_chars(number, text.data() + text.size(), entry.parent).ec == std::errc{};
}

std::vector<Entry> all_processes() {
  std::vector<Entry> entries;
  DIR* directory = ::opendir("/proc");
  if (directory == nullptr) return entries;
  std::string text;
  while (const dirent* item = ::readdir(directory)) {
    Entry entry;
    const char* end = item->d_name + std::strlen(item->d_name);
    const auto [rest, error] = std::from_chars(item->d_name, end, entry.pid);
    if (error != std::errc{} || rest != end) continue;
    if (base::read_file(std::string{"/proc/"} + item->d_name + "/stat", text, 4096)) continue;
    if (parse_stat(text, entry)) entries.push_back(std::move(entry));
  }
  ::closedir(directory);
  return entries;
}

std::vector<Entry> own_processes(Standing standing) {
  if (standing == Standing::neither) return {};
  std::vector<Entry> all = all_processes();
  const pid_t self = ::getpid();
  if (standing == Standing::init) {
    std::erase_if(all, [self](const Entry& entry) { return entry.pid == self; });
    return all;
  }
  std::vector<Entry> own;
  std::vector<pid_t> parents{self};
  for (std::size_t i = 0; i < parents.size(); ++i)
    for (const Entry& entry : all)
      if (entry.parent == parents[i]) {
        own.push_back(entry);
        parents.push_back(entry.pid);
      }
  return own;
}

}  // namespace

std::vector<Stray> list_strays(Standing standing) {
  constexpr std::size_t most = 64;
  std::vector<Stray> strays;
  for (const Entry& entry : own_processes(standing)) {
    if (entry.zombie || strays.size() == most) continue;
    Stray stray{entry.pid, {}};
    std::snprintf(stray.name, sizeof stray.name, "%s", entry.name.c_str());
    strays.push_back(stray);
  }
  return strays;
}

void signal_strays(Standing standing, int signal, const std::vector<pid_t>& spared) {
  if (standing == Standing::neither) return;
  const bool asks = signal == SIGTERM;
  std::vector<Entry> strays;
  if (standing == Standing::subreaper || (asks && !spared.empty())) strays = own_processes(standing);
  // Without a /proc there is no telling them apart.
  if (standing == Standing::init && strays.empty()) {
    ::kill(-1, signal);
    if (asks) ::kill(-1, SIGCONT);
    return;
  }
  for (const Entry& stray : strays) {
    if (asks && std::find(spared.begin(), spared.end(), stray.pid) != spared.end()) continue;
    ::kill(stray.pid, signal);
    if (asks) ::kill(stray.pid, SIGCONT);
  }
}

bool none_left(Standing standing, pid_t spared) {
  if (standing == Standing::neither) return true;
  if (const std::vector<Entry> own = spared > 0 ? own_processes(standing) : std::vector<Entry>{};
      !own.empty())
    return std::all_of(own.begin(), own.end(), [spared](const Entry& entry) { return entry.pid == spared; });
  siginfo_t info{};
  if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0) return false;
  // Processes that entered the namespace from outside (docker exec) are not our children, but they are in it.
  return standing != Standing::init || (::kill(-1, 0) != 0 && errno == ESRCH);
}

}  // namespace jeden::host
