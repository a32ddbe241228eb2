// What is needed to start one program: words, environment, and the process settings that every program
// shares. Plain data; `process` applies it, `config` fills it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace jeden::core {

// A resolved user: numbers, so that nothing needs the user database when the program starts.
struct Identity {
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;  // the complete supplementary list that setgroups(2) gets
};

struct Limit {
  int resource = 0;        // RLIMIT_...
  std::uint64_t soft = 0;  // RLIM_INFINITY for "unlimited"
  std::uint64_t hard = 0;
};

struct Stream {
  enum class To : std::uint8_t { inherit, null, path, output };  // output: stderr joins standard output
  To to = To::inherit;
  std::string path;
};

// What a relay does with the program's output on its way. Without a capture and without a file the program
// writes directly to where jeden's own output goes.
struct Capture {
  bool prefix = false, timestamps = false, json = false;
  std::string file;                 // both streams go here; empty: where they would go anyway
  std::uint64_t max_size = 0;       // of the file, in bytes, before it is rotated; 0: never
  unsigned keep = 5;                // rotated files
  std::uint64_t max_line = 65'536;  // bytes; a longer line is cut into parts
};

struct Capabilities {
  std::optional<std::uint64_t> keep;  // bounding, permitted, inheritable and ambient sets become exactly this
};

struct Settings {
  std::optional<Identity> identity;
  std::string working_directory;  // empty: as found
  std::optional<mode_t> umask;
  std::vector<Limit> limits;
  std::optional<int> nice;              // -20 to 19, absolute (setpriority(2))
  std::optional<int> oom_score_adjust;  // -1000 to 1000 (proc(5))
  bool no_new_privileges = false;
  Capabilities capabilities;

  // True when nothing has to be changed between fork and exec.
  bool empty() const {
    return !identity && working_directory.empty() && !umask && limits.empty() && !nice && !oom_score_adjust &&
           !no_new_privileges && !capabilities.keep;
  }
};

// A pipe that holds exactly this; the program can also open it anew, as /dev/fd/N.
struct Text {
  int descriptor = 3;
  std::string content;
};

struct Program {
  std::vector<std::string> words;          // words[0] is looked up in the PATH of `environment`
  bool own_binary = false;                 // run jeden itself (a wait); words[0] is then only a name
  std::vector<std::string> environment;    // the whole of it, "NAME=value"
  std::vector<std::string> own_variables;  // names that this program alone gives a value
  std::string input;                       // when not empty: standard input is a pipe that holds exactly this
  std::vector<Text> texts;                 // what it can read from further descriptors
  int cause = -1;                          // the descriptor on which a wait says why it failed; -1: none
  Settings settings;
  Stream standard_input, standard_output, standard_error;
  std::optional<Capture> capture;
};

}  // namespace jeden::core
