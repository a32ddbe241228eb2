#include "process/resolve.hpp"

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "catch.hpp"
#include "folder.hpp"
#include "process/executable.hpp"

using namespace jeden::process;
using jeden::testing::Folder;
namespace fs = std::filesystem;

namespace {

std::string message(const Resolution& failed, std::string_view word = "x") {
  return message_of(failed, word, "/a:/b");
}

}  // namespace

TEST_CASE("candidates follow the search path") {
  using Files = std::vector<std::string>;
  CHECK(candidates("ls", "/bin:/usr/bin").files == Files{"/bin/ls", "/usr/bin/ls"});
  CHECK(candidates("ls", ":/bin:").files == Files{"./ls", "/bin/ls", "./ls"});
  CHECK(candidates("ls", "").files == Files{"./ls"});
  CHECK(candidates("./ls", "/bin").files == Files{"./ls"});
  CHECK(candidates("./ls", "/bin").is_path);
  CHECK(candidates("", "/bin").files.empty());
}

TEST_CASE("the search path is that of the environment, or the default") {
  CHECK(search_path({"XPATH=/x", "PATH=/a", "PATH=/b"}) == "/a");
  CHECK(search_path({"PATH="}).empty());
  CHECK(search_path({}) == default_path);
}

TEST_CASE("the first file that can be executed is found") {
  const Folder directory;
  directory.put("a/tool", "#!/bin/sh\n", 0644);
  directory.put("b/tool", "#!/bin/sh\n");
  fs::create_directories(directory.path() + "/c/tool");
  const std::string path = "PATH=" + directory.path() + "/none:" + directory.path() +
                           "/c:" + directory.path() + "/a:" + directory.path() + "/b";
  const Resolution found = resolve("tool", {path});
  CHECK(found.error == 0);
  CHECK(found.recognized);
  CHECK(found.path == directory.path() + "/b/tool");
  CHECK(exit_code_of(found) == 0);
}

TEST_CASE("a file that may not be executed is remembered") {
  const Folder directory;
  const std::string file = directory.put("a/tool", "#!/bin/sh\n", 0644);
  const Resolution found = resolve("tool", {"PATH=" + directory.path() + "/a:/nowhere"});
  CHECK(found.error == EACCES);
  CHECK(exit_code_of(found) == 126);
  CHECK(message(found) == "cannot execute " + file + ": Permission denied (it is not executable)");
}

TEST_CASE("what cannot be found is 127") {
  const Resolution missing = resolve("tool", {"PATH=/nowhere"});
  CHECK(exit_code_of(missing) == 127);
  CHECK(message(missing, "tool") == "cannot execute tool: not found in /a:/b");
  CHECK(exit_code_of(resolve("/nowhere/tool", {})) == 127);
  CHECK(exit_code_of(resolve("/etc/passwd/tool", {})) == 127);
  CHECK(exit_code_of(resolve("", {})) == 127);
  CHECK(message(resolve("", {}), "") == "cannot execute a program without a name");
}

TEST_CASE("a directory is 126") {
  const Resolution found = resolve("/etc", {});
  CHECK(exit_code_of(found) == 126);
  CHECK(message(found) == "cannot execute /etc: it is a directory");
}

TEST_CASE("a missing interpreter is 127 and named") {
  const Folder directory;
  const std::string script = directory.put("script", "#! /no/such/shell -e\n");
  const Resolution found = resolve(script, {});
  CHECK(exit_code_of(found) == 127);
  CHECK(message(found) == "cannot execute " + script + ": its interpreter /no/such/shell does not exist");
  const std::string windows = directory.put("windows", "#!/bin/sh\r\necho\r\n");
  CHECK(message(resolve(windows, {})) ==
        "cannot execute " + windows +
            ": its interpreter /bin/sh\\r does not exist (the #! line ends like a "
            "Windows line; remove the carriage return)");
}

TEST_CASE("a file that no format fits is left to the kernel") {
  const Folder directory;
  const std::string text = directory.put("text", "echo hello\n");
  const Resolution found = resolve(text, {});
  CHECK(found.error == 0);
  CHECK_FALSE(found.recognized);
  CHECK(explain_exec_error(text, ENOEXEC) == "no #! line and not an executable format");
  CHECK(explain_exec_error(directory.put("empty", ""), ENOEXEC) == "no #! line and not an executable format");
  CHECK(explain_exec_error(directory.put("nothing", "#!\n"), ENOEXEC) == "its #! line names no interpreter");
}

TEST_CASE("truncated and foreign ELF files are told apart") {
  const Folder directory;
  Elf64_Ehdr header{};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_machine = EM_S390;
  const std::string bytes(reinterpret_cast<const char*>(&header), sizeof header);
  CHECK(explain_exec_error(directory.put("foreign", bytes), ENOEXEC) == "it was built for another processor");
  for (std::size_t size = 4; size < sizeof header; ++size) {
    const auto file = inspect(directory.put("cut", bytes.substr(0, size)));
    CHECK(file.format == Executable::Format::elf);
    CHECK(file.interpreter.empty());
  }
  header.e_machine = EM_X86_64;
  header.e_phoff = ~0UL;
  header.e_phnum = 0xFFFF;
  const std::string damaged(reinterpret_cast<const char*>(&header), sizeof header);
  CHECK(inspect(directory.put("damaged", damaged)).interpreter.empty());
}

TEST_CASE("the loader of a dynamic executable is read from it") {
  const Executable shell = inspect("/bin/sh");
  CHECK(shell.format == Executable::Format::elf);
  CHECK(fs::exists(shell.interpreter));
}
