#include <fcntl.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <map>

#include "base/fd.hpp"
#include "base/file.hpp"
#include "base/name_pattern.hpp"
#include "base/text.hpp"
#include "step/environment_file.hpp"
#include "step/history.hpp"
#include "step/owner.hpp"
#include "step/scripts.hpp"

namespace jeden::step {
namespace {

constexpr std::size_t largest_environment = 64 * 1024;
constexpr int export_descriptor = 3;

class Runner {
 public:
  Runner(const Scripts& scripts, const TellScript& tell) : scripts_{scripts}, tell_{tell} {}

  // Empty, or a sentence.
  std::string run(const std::vector<Job>& jobs) {
    if (!scripts_.exports.empty()) ::fcntl(export_descriptor, F_SETFD, FD_CLOEXEC);
    if (std::string error = compare(jobs); !error.empty()) return error;
    for (const Job& job : jobs) {
      if (job.handler == nullptr) {
        tell_("script_ignored", job.path, "no handler is for such a name");
        continue;
      }
      if (is_recorded(job) && !history_.checksum_of(job.name).empty()) continue;
      if (std::string error = one(job); !error.empty()) return error;
      ++count_;
    }
    return say_exports();
  }

  std::size_t count() const { return count_; }
  int code() const { return code_; }

 private:
  // What was run and is another file now is found before anything is run.
  std::string compare(const std::vector<Job>& jobs) {
    if (scripts_.history.empty()) return {};
    if (std::string error = history_.open(scripts_.history); !error.empty()) return error;
    for (const Job& job : jobs) {
      const std::string_view before = history_.checksum_of(job.name);
      if (job.handler == nullptr || !is_recorded(job) || before.empty() ||
          before == checksum_of_file(job.path))
        continue;
      if (!scripts_.may_change)
        return job.path + " is not the file that was run (" + scripts_.history +
               "): put back what it was, and give what is new a name of its own";
      tell_("script_changed", job.path, "it was run when it was another file, and is not run again");
    }
    return {};
  }

  // Variables are there for one life.
  bool is_recorded(const Job& job) const {
    return !scripts_.history.empty() && job.handler->handling != Handling::environment;
  }

  std::string one(const Job& job) {
    const std::string checksum = is_recorded(job) ? checksum_of_file(job.path) : std::string{};
    tell_("script_started", job.path, {});
    const base::Fd file{::open(job.path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)};
    if (!file) return refusal("read", job.path, errno);
    if (job.handler->handling == Handling::environment) {
      if (std::string error = take_environment(job); !error.empty()) return error;
    } else if (const core::ExitStatus status = start(job, file.get()); !status.ok()) {
      code_ = status.shell_code();
      return job.path + ' ' + how_ended(status);
    }
    return is_recorded(job) ? history_.add(job.name, checksum) : std::string{};
  }

  static core::ExitStatus start(const Job& job, int file) {
    const Handler& handler = *job.handler;
    if (handler.handling == Handling::execute) return run_command({job.path});
    Words words = handler.words;
    if (handler.pass == Pass::path) {
      words.push_back(job.path);
      return run_command(words);
    }
    return handler.decompress.empty() ? run_command(words, file) : run_pair(handler.decompress, words, file);
  }

  // For what is run after it.
  std::string take_environment(const Job& job) {
    std::string text;
    if (const auto failure = base::read_file(job.path, text, largest_environment))
      return refusal("read", job.path, failure.value());
    const EnvironmentFile file = parse_environment_file(text);
    if (!file.error.empty()) return job.path + ", " + file.error;
    for (const auto& [name, value] : file.variables) {
      ::setenv(name.c_str(), value.c_str(), 1);
      if (base::fits_any(name, scripts_.exports)) exported_[name] = value;
    }
    return {};
  }

  // To jeden, when everything has succeeded. The scripts have not had the descriptor.
  std::string say_exports() {
    std::string text;
    for (const auto& [name, value] : exported_) text += name + '=' + value + '\0';
    if (text.empty() ||
        ::write(export_descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()))
      return {};
    return std::string{"cannot say the variables to jeden: "} + ::strerrordesc_np(errno);
  }

  const Scripts& scripts_;
  const TellScript& tell_;
  History history_;
  std::map<std::string, std::string> exported_;
  std::size_t count_ = 0;
  int code_ = 1;
};

std::string named(std::string_view verb, const std::string& names) {
  return names.empty() ? std::string{} : "; " + std::string{verb} + ' ' + names;
}

}  // namespace

Outcome run_scripts(const base::Record& action, const TellScript& tell, int& code) {
  const Scripts scripts = scripts_of(action);
  const Jobs jobs = find_jobs(scripts);
  if (!jobs.error.empty()) return failed(jobs.error);
  if (jobs.missing) return unchanged(scripts.path + " does not exist");
  Runner runner{scripts, tell};
  if (std::string error = runner.run(jobs.list); !error.empty()) {
    code = runner.code();
    return failed(std::move(error));
  }
  const std::string rest = std::to_string(runner.count()) + " files of " + scripts.path;
  return runner.count() == 0 ? unchanged("there is nothing to run in " + scripts.path)
                             : changed(Run::really, "ran", "run", rest);
}

Outcome describe_scripts(const base::Record& action, Run run) {
  if (run == Run::really) return failed("scripts cannot be run without being told");
  const Scripts scripts = scripts_of(action);
  const Jobs jobs = find_jobs(scripts);
  if (!jobs.error.empty()) return failed(jobs.error);
  if (jobs.missing) return unchanged(scripts.path + " does not exist");
  History history;
  if (!scripts.history.empty())
    if (std::string error = history.look(scripts.history); !error.empty()) return failed(error);
  std::string runs, done, ignored;
  for (const Job& job : jobs.list)
    base::append(job.handler == nullptr                  ? ignored
                 : history.checksum_of(job.name).empty() ? runs
                                                         : done,
                 job.name);
  const std::string rest = named("done before:", done) + named("ignored:", ignored);
  if (runs.empty()) return unchanged("there is nothing to run in " + scripts.path + rest);
  return changed(run, "ran", "run", runs + rest);
}

}  // namespace jeden::step
