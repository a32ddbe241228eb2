#include "step/identity.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/fd.hpp"
#include "base/file.hpp"
#include "base/number.hpp"
#include "step/accounts.hpp"
#include "step/owner.hpp"
#include "step/write.hpp"

namespace jeden::step {
namespace {

std::optional<unsigned> number_of(const base::Record& action, std::string_view field) {
  return base::parse_number<unsigned>(action.get(field));
}

std::string numbers(unsigned uid, unsigned gid) {
  return std::to_string(uid) + ':' + std::to_string(gid);
}

// A refusal that leaves programs to go by the numbers alone is no failure.
Outcome write_database(const std::string& path, std::string_view content, std::string_view what, Run run) {
  Outcome outcome = write_file({path, std::nullopt, std::nullopt, 0644}, content, run);
  if (outcome.kind == Outcome::Kind::failed)
    return skipped(outcome.text + "; jeden starts programs as " + std::string{what} + " all the same");
  return outcome;
}

}  // namespace

Outcome renumber_user(const base::Record& action, Run run) {
  const std::string name{action.get("path")}, root{action.get("root")};
  const std::string passwd_path = root + "/etc/passwd", group_path = root + "/etc/group";
  const auto uid = number_of(action, "uid"), gid = number_of(action, "gid");
  if (!uid || !gid) return failed("no numbers are given for " + name);
  std::string passwd, group;
  if (const auto error = base::read_file(passwd_path, passwd, largest_file))
    return failed("cannot read " + passwd_path + ": " + error.message());
  const auto account = find_user(passwd, name);
  if (!account) return failed("user " + name + " does not exist in " + passwd_path);
  if (account->uid == *uid && account->gid == *gid)
    return unchanged(name + " is " + numbers(*uid, *gid) + " already");
  if (::geteuid() != 0 && run == Run::really)
    return skipped("this is uid " + std::to_string(::geteuid()) + ", and only root can make " + name + ' ' +
                   numbers(*uid, *gid) +
                   ": leave the container's user to jeden, or choose the user by it alone");
  const std::string what = name + ", " + numbers(*uid, *gid) + ',';
  // The group first: as long as the user has the old number, the group is found by it.
  const bool own_group = account->gid != *gid && account->gid != 0;
  if (own_group && !base::read_file(group_path, group, largest_file)) {
    Outcome outcome = write_database(group_path, with_group_number(group, account->gid, *gid), what, run);
    if (outcome.kind == Outcome::Kind::skipped) return outcome;
  }
  Outcome outcome = write_database(passwd_path, with_numbers(passwd, name, *uid, *gid), what, run);
  if (outcome.kind == Outcome::Kind::skipped) return outcome;
  return changed(run, "made", "make",
                 name + ' ' + numbers(*uid, *gid) + ", who was " + numbers(account->uid, account->gid));
}

Outcome add_user(const base::Record& action, Run run) {
  Account account{std::string{action.get("path")}, 0, 0, std::string{action.get("home")}};
  const std::string path = std::string{action.get("root")} + "/etc/passwd";
  const auto uid = number_of(action, "uid"), gid = number_of(action, "gid");
  if (!uid || !gid) return failed("no numbers are given for " + account.name);
  account.uid = *uid;
  account.gid = *gid;
  std::string passwd;
  const auto error = base::read_file(path, passwd, largest_file);
  if (error && error != std::errc::no_such_file_or_directory)
    return failed("cannot read " + path + ": " + error.message());
  if (const auto known = find_user(passwd, *uid))
    return unchanged("uid " + std::to_string(*uid) + " is " + known->name + " in " + path);
  if (find_user(passwd, account.name)) account.name += '-' + std::to_string(*uid);
  if (run == Run::dry) return changed(run, "added", "add", account.name + " to " + path);
  const base::Fd file{::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644)};
  const std::string line = (passwd.empty() || passwd.ends_with('\n') ? "" : "\n") + passwd_line(account);
  if (!file || ::write(file.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size()))
    return skipped(
        "uid " + std::to_string(*uid) + " has no entry in " + path +
        ", and programs that ask for their user's name may fail: " + refusal("write", path, errno) +
        "; in the image: chgrp 0 /etc/passwd && chmod g=u /etc/passwd");
  return changed(run, "added", "add", account.name + ", uid " + std::to_string(*uid) + ", to " + path);
}

}  // namespace jeden::step
