#include "step/scripts.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/directory.hpp"
#include "process/environment.hpp"
#include "process/executable.hpp"
#include "process/resolve.hpp"
#include "step/owner.hpp"

namespace jeden::step {
namespace {

Words decompressor(std::string_view name) {
  if (name.empty()) return {};
  return {std::string{name}, "-dc"};
}

Handling handling_of(std::string_view name) {
  if (name == "execute") return Handling::execute;
  if (name == "command") return Handling::command;
  return name == "environment" ? Handling::environment : Handling::ignore;
}

// The longest suffix counts: ".sql.gz" before ".gz".
const Handler* handler_for(const Scripts& scripts, const std::string& name) {
  const Handler* best = nullptr;
  for (const Handler& handler : scripts.handlers)
    if (name.ends_with(handler.suffix) && name.size() > handler.suffix.size() &&
        (best == nullptr || handler.suffix.size() > best->suffix.size()))
      best = &handler;
  return best;
}

// Empty, or a sentence.
std::string missing_program(const Job& job) {
  if (job.handler->words.empty()) return {};
  const std::string& name = job.handler->words.front();
  const auto environment = process::own_environment();
  const process::Resolution found = process::resolve(name, environment);
  if (found.error == 0) return {};
  return process::message_of(found, name, process::search_path(environment)) + ", and should run " +
         job.path + ": install it, or name another program in handlers";
}

std::string check(const Job& job, const struct stat& status) {
  const bool execute = job.handler->handling == Handling::execute;
  if (::faccessat(AT_FDCWD, job.path.c_str(), R_OK, AT_EACCESS) != 0) return refusal("read", job.path, errno);
  if (!execute) return missing_program(job);
  if (::faccessat(AT_FDCWD, job.path.c_str(), X_OK, AT_EACCESS) == 0)
    return process::inspect(job.path).format == process::Executable::Format::unknown
               ? "cannot execute " + job.path + ": " + process::explain_exec_error(job.path, ENOEXEC)
               : std::string{};
  return job.path + " is not executable (it is " + standing(status) +
         "): chmod +x it, or run it by a program: handlers = { \"" + job.handler->suffix +
         "\" = { run = [\"/bin/sh\"], pass = \"path\" } }";
}

}  // namespace

Scripts scripts_of(const base::Record& action) {
  Scripts scripts;
  scripts.path = action.get("path");
  scripts.history = action.get("history");
  scripts.required = action.find("required").has_value();
  scripts.by_version = action.get("sort") == "version";
  scripts.may_change = action.get("on_changed") == "warn";
  for (const auto& [name, value] : action.fields) {
    if (name == "export") scripts.exports.push_back(value);
    if (name == "handler") scripts.handlers.push_back({value, Handling::ignore, Pass::input, {}, {}});
    if (scripts.handlers.empty()) continue;
    Handler& handler = scripts.handlers.back();
    if (name == "handling") handler.handling = handling_of(value);
    if (name == "pass" && value == "path") handler.pass = Pass::path;
    if (name == "decompress") handler.decompress = decompressor(value);
    if (name == "word") handler.words.push_back(value);
  }
  return scripts;
}

Jobs find_jobs(const Scripts& scripts) {
  Jobs jobs;
  std::vector<std::string> names;
  if (const int failure = base::read_names(scripts.path, names)) {
    jobs.missing = failure == ENOENT;
    if (!jobs.missing || scripts.required) jobs.error = refusal("read", scripts.path, failure);
    return jobs;
  }
  // What begins with a dot is no script: the parts of a mounted config map, what an editor left.
  std::erase_if(names, [](const std::string& name) { return name.starts_with('.'); });
  std::sort(names.begin(), names.end(), [&](const std::string& first, const std::string& second) {
    const int order = scripts.by_version ? ::strverscmp(first.c_str(), second.c_str()) : 0;
    return order != 0 ? order < 0 : first < second;
  });
  for (std::string& name : names) {
    Job job{name, scripts.path + '/' + name, handler_for(scripts, name)};
    struct stat status {};
    if (::stat(job.path.c_str(), &status) != 0) return {{}, refusal("look at", job.path, errno), false};
    if (!S_ISREG(status.st_mode)) job.handler = nullptr;
    if (job.handler != nullptr && job.handler->handling == Handling::ignore) continue;
    if (job.handler != nullptr)
      if (std::string error = check(job, status); !error.empty()) return {{}, std::move(error), false};
    jobs.list.push_back(std::move(job));
  }
  return jobs;
}

}  // namespace jeden::step
