#include "process/apply.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/fd.hpp"
#include "base/file.hpp"
#include "process/capability_sets.hpp"
#include "process/identity.hpp"
#include "process/limits.hpp"

namespace jeden::process {
namespace {

constexpr const char* oom_score_file = "/proc/self/oom_score_adj";

bool has_oom_score(const std::string& wanted) {
  std::string found;
  return !base::read_file(oom_score_file, found, 64) && found == wanted + '\n';
}

Outcome set_oom_score(int score) {
  const std::string text = std::to_string(score);
  const base::Fd file{::open(oom_score_file, O_WRONLY | O_CLOEXEC)};
  if (file && ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()))
    return std::nullopt;
  const int error = errno;
  if (has_oom_score(text)) return std::nullopt;
  return Failure{"set the oom score adjustment to " + text, error,
                 error == ENOENT   ? "there is no /proc"
                 : error == EACCES ? "lowering it needs CAP_SYS_RESOURCE"
                                   : ""};
}

Outcome set_nice(int value) {
  if (::setpriority(PRIO_PROCESS, 0, value) == 0) return std::nullopt;
  return Failure{"set the nice value to " + std::to_string(value), errno,
                 errno == EACCES || errno == EPERM ? "lowering it needs CAP_SYS_NICE" : ""};
}

Outcome set_limit(const core::Limit& limit) {
  const rlimit wanted{limit.soft, limit.hard};
  if (::setrlimit(static_cast<__rlimit_resource_t>(limit.resource), &wanted) == 0) return std::nullopt;
  return Failure{"set the limit " + limit_to_text(limit), errno,
                 errno == EPERM ? "raising the hard limit needs CAP_SYS_RESOURCE" : ""};
}

Outcome enter_directory(const std::string& path) {
  if (::chdir(path.c_str()) == 0) return std::nullopt;
  return Failure{"change to the directory " + path, errno, {}};
}

Outcome forbid_new_privileges() {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) return std::nullopt;
  return Failure{"forbid new privileges", errno, {}};
}

Outcome set_scheduling_and_limits(const core::Settings& settings) {
  if (settings.oom_score_adjust)
    if (Outcome failure = set_oom_score(*settings.oom_score_adjust)) return failure;
  if (settings.nice)
    if (Outcome failure = set_nice(*settings.nice)) return failure;
  for (const core::Limit& limit : settings.limits)
    if (Outcome failure = set_limit(limit)) return failure;
  if (settings.umask) ::umask(*settings.umask);
  return std::nullopt;
}

Outcome set_identity_and_capabilities(const core::Settings& settings) {
  const bool changes_user = settings.identity && !is_current(*settings.identity);
  const auto& keep = settings.capabilities.keep;
  if (keep) {
    if (Outcome failure = limit_bounding_set(*keep)) return failure;
    if (changes_user && *keep != 0)
      if (Outcome failure = keep_permitted_capabilities()) return failure;
  }
  if (settings.identity)
    if (Outcome failure = set_identity(*settings.identity)) return failure;
  if (keep) {
    if (Outcome failure = set_capabilities(*keep)) return failure;
  } else if (changes_user && settings.identity->uid != 0) {
    if (Outcome failure = set_capabilities(0)) return failure;
  }
  return changes_user ? check_that_root_is_gone(*settings.identity, keep.value_or(0)) : std::nullopt;
}

}  // namespace

Outcome apply(const core::Settings& settings) {
  if (Outcome failure = set_scheduling_and_limits(settings)) return failure;
  if (Outcome failure = set_identity_and_capabilities(settings)) return failure;
  if (!settings.working_directory.empty())
    if (Outcome failure = enter_directory(settings.working_directory)) return failure;
  return settings.no_new_privileges ? forbid_new_privileges() : std::nullopt;
}

}  // namespace jeden::process
