#include "process/executable.hpp"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "base/fd.hpp"
#include "process/failure.hpp"

namespace jeden::process {
namespace {

using Header = ElfW(Ehdr);
using Segment = ElfW(Phdr);

#if defined(__x86_64__)
constexpr unsigned machine = EM_X86_64;
#elif defined(__aarch64__)
constexpr unsigned machine = EM_AARCH64;
#else
constexpr unsigned machine = EM_NONE;  // not told apart
#endif

std::string read_at(int file, std::size_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  const ssize_t count = ::pread(file, bytes.data(), size, static_cast<off_t>(offset));
  bytes.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
  return bytes;
}

// "#! /usr/bin/env python3" names /usr/bin/env; execve(2): blanks before it are skipped, it ends at a blank
// or newline.
std::string script_interpreter(std::string_view head) {
  head = head.substr(2, head.find('\n') - 2);
  head.remove_prefix(std::min(head.find_first_not_of(" \t"), head.size()));
  return std::string{head.substr(0, head.find_first_of(" \t"))};
}

std::string dynamic_loader(int file, const Header& header) {
  constexpr std::size_t longest_path = 4096, most_segments = 64;
  const std::size_t count = std::min<std::size_t>(header.e_phnum, most_segments);
  const std::string table = read_at(file, header.e_phoff, count * sizeof(Segment));
  for (std::size_t at = 0; at + sizeof(Segment) <= table.size(); at += sizeof(Segment)) {
    Segment segment{};
    std::memcpy(&segment, table.data() + at, sizeof segment);
    if (segment.p_type != PT_INTERP || segment.p_filesz > longest_path) continue;
    return read_at(file, segment.p_offset, segment.p_filesz).c_str();
  }
  return {};
}

Executable inspect_elf(int file, std::string_view head) {
  Executable found{Executable::Format::elf, false, {}};
  Header header{};
  if (head.size() < sizeof header) return found;
  std::memcpy(&header, head.data(), sizeof header);
  found.foreign_machine = machine != EM_NONE && header.e_machine != machine;
  const bool same_class = header.e_ident[EI_CLASS] == (sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32);
  if (!found.foreign_machine && same_class) found.interpreter = dynamic_loader(file, header);
  return found;
}

// Control characters would garble a log line; the carriage return is by far the most frequent.
std::string printable(std::string_view text) {
  std::string clean;
  for (const char c : text) {
    if (c == '\r')
      clean += "\\r";
    else
      clean += static_cast<unsigned char>(c) < ' ' ? '?' : c;
  }
  return clean;
}

std::string explain_interpreter(const Executable& file) {
  const char* const kind =
      file.format == Executable::Format::elf ? "its dynamic loader " : "its interpreter ";
  std::string text = kind + printable(file.interpreter) + " does not exist";
  if (file.interpreter.ends_with('\r'))
    text += " (the #! line ends like a Windows line; remove the carriage return)";
  return text;
}

std::string explain_format(const Executable& file) {
  if (file.foreign_machine) return "it was built for another processor";
  switch (file.format) {
    case Executable::Format::elf: return "it is damaged, or built for another system";
    case Executable::Format::script: return "its #! line names no interpreter";
    case Executable::Format::unknown: break;
  }
  return "no #! line and not an executable format";
}

std::string explain_access(const struct stat& status) {
  if (S_ISDIR(status.st_mode)) return "it is a directory";
  if ((status.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) == 0)
    return "Permission denied (it is not executable)";
  return error_text(EACCES);
}

}  // namespace

Executable inspect(const std::string& path) {
  constexpr std::size_t head_size = 256;  // as much as the kernel looks at for a #! line
  const base::Fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
  if (!file) return {};
  const std::string head = read_at(file.get(), 0, head_size);
  if (head.starts_with("#!")) return {Executable::Format::script, false, script_interpreter(head)};
  return head.starts_with(ELFMAG) ? inspect_elf(file.get(), head) : Executable{};
}

std::string explain_exec_error(const std::string& path, int error) {
  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (error == EACCES && exists) return explain_access(status);
  if (error == ENOEXEC) return explain_format(inspect(path));
  if (error == ENOENT && exists) {
    const Executable file = inspect(path);
    return file.interpreter.empty() ? "its interpreter does not exist" : explain_interpreter(file);
  }
  if (error == EAGAIN) return error_text(error) + " (the user has reached its limit nproc)";
  return error_text(error);
}

}  // namespace jeden::process
