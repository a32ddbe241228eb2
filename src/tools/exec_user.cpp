#include "tools/exec_user.hpp"

#include <grp.h>
#include <unistd.h>

#include "base/suggest.hpp"
#include "process/users.hpp"

namespace jeden::tools {
namespace {

std::string did_you_mean(std::string_view word, const std::vector<std::string>& names) {
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  const std::string_view near = base::suggest(word, candidates);
  return near.empty() ? "" : " (did you mean " + std::string{near} + "?)";
}

std::string no_such_group(std::string_view name) {
  return "cannot find group " + std::string{name} + ": it is not in /etc/group" +
         did_you_mean(name, process::group_names());
}

core::Identity current_identity() {
  core::Identity identity{::getuid(), ::getgid(), {}};
  const int count = ::getgroups(0, nullptr);
  identity.groups.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  if (count > 0 && ::getgroups(count, identity.groups.data()) < 0) identity.groups.clear();
  return identity;
}

std::string look_up_user(const std::string& spec, core::Identity& identity,
                         process::Environment& environment) {
  const std::string user = spec.substr(0, spec.find(':'));
  if (user.empty()) {
    const std::string group = spec.substr(1);
    const auto gid = process::resolve_group(group);
    if (!gid) return no_such_group(group);
    identity = {::getuid(), *gid, {*gid}};
    return {};
  }
  process::ResolvedUser found = process::resolve_user(spec);
  if (!found.error.empty() && spec != user && process::resolve_user(user).error.empty())
    return no_such_group(spec.substr(user.size() + 1));
  if (!found.error.empty())
    return "cannot become " + spec + ": " + found.error + did_you_mean(user, process::user_names());
  identity = std::move(found.identity);
  environment.set("HOME", found.home);
  environment.set("USER", found.name);
  environment.set("LOGNAME", found.name);
  return {};
}

}  // namespace

std::string identify(const process::Request& request, core::Settings& settings,
                     process::Environment& environment) {
  if (!request.user && !request.groups) return {};
  core::Identity identity = current_identity();
  if (request.user) {
    std::string error = look_up_user(*request.user, identity, environment);
    if (!error.empty()) return error;
  }
  if (request.groups) {
    identity.groups.clear();
    for (const std::string& name : *request.groups) {
      const auto gid = process::resolve_group(name);
      if (!gid) return no_such_group(name);
      identity.groups.push_back(*gid);
    }
  }
  settings.identity = std::move(identity);
  return {};
}

}  // namespace jeden::tools
