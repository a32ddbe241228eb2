// What a file is to execve(2), for messages that say more than "No such file or directory".
#pragma once

#include <string>

namespace jeden::process {

struct Executable {
  enum class Format : std::uint8_t { elf, script, unknown };  // unknown: unreadable, or left to binfmt_misc
  Format format = Format::unknown;
  bool foreign_machine = false;  // ELF for another processor
  std::string interpreter;       // of a script, or the dynamic loader of an ELF file; empty: none
};

// Reads the beginning of the file; a file that cannot be read is unknown.
Executable inspect(const std::string& path);

// Why execve failed for this file: completes "cannot execute PATH: ".
//  ENOENT although the file exists: its interpreter or dynamic loader is missing;
//  ENOEXEC: no #! line, or another processor's. No shell steps in, unlike in execvp(3);
//  EACCES: a directory, not executable, or on a file system mounted with noexec.
std::string explain_exec_error(const std::string& path, int error);

}  // namespace jeden::process
