// Finding a program as a shell does, in the PATH of the environment that the program will get.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jeden::process {

// Used when PATH is not set at all: what images set, not the C library's "/bin:/usr/bin".
inline constexpr std::string_view default_path =
    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

// The first PATH of the environment, or default_path.
std::string_view search_path(const std::vector<std::string>& environment);

// The files that a word may mean, in order (POSIX, XBD 8.3): a word with a slash is a path; an empty element
// of the search path is the current directory.
struct Candidates {
  std::vector<std::string> files;
  bool is_path = false;  // the word itself says where the file is
};
Candidates candidates(std::string_view word, std::string_view path);

struct Resolution {
  std::string
      path;       // the file to execute; after an error the file that it is about, empty when there is none
  int error = 0;  // errno: ENOENT not found or its interpreter missing, EACCES, ENOEXEC, ...
  bool recognized = false;  // it starts as ELF or with #!. If not, only execve(2) itself (the trampoline) may
                            // start it: execvp(3), which uv_spawn uses, would hand it to /bin/sh
};

// Tries the files in order; `attempt` gives an errno or 0. What is not there is passed over, a file that may
// not be executed is remembered while the search goes on (as execvp(3) does), anything else ends it. A
// directory of the search path that may not be searched counts as one without the file, as in a shell.
using Attempt = int (*)(const char* path, void* context);
Resolution try_each(const Candidates& candidates, Attempt attempt, void* context);

// Looks without executing, with the caller's ids and working directory.
Resolution resolve(std::string_view word, const std::vector<std::string>& environment);

// 127 for ENOENT, a missing interpreter included (bash does the same), 126 for every other error; 0 for none.
int exit_code_of(const Resolution& failed);

// "cannot execute foo: not found in /usr/bin:/bin", "cannot execute /x: its interpreter /bin/bash does not
// exist".
std::string message_of(const Resolution& failed, std::string_view word, std::string_view path);

}  // namespace jeden::process
