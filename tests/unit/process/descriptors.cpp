#include "process/descriptors.hpp"

#include <fcntl.h>

#include <cerrno>

#include "catch.hpp"
#include "child.hpp"

using namespace jeden::process;

TEST_CASE("closed standard descriptors are opened and stay open over an exec") {
  const int code = in_child([] {
    ::close(0);
    ::close(2);
    if (open_standard_descriptors()) return 1;
    char byte = 0;
    if (::read(0, &byte, 1) != 0 || ::write(2, &byte, 1) != 1) return 2;
    return ::fcntl(0, F_GETFD) == 0 && ::fcntl(2, F_GETFD) == 0 ? 0 : 3;
  });
  CHECK(code == 0);
}

TEST_CASE("nothing happens to standard descriptors that are open") {
  const int before = ::dup(0);
  CHECK_FALSE(open_standard_descriptors());
  const int after = ::dup(0);
  CHECK(after == before + 1);
  ::close(before);
  ::close(after);
}

TEST_CASE("further descriptors are closed on exec, whatever their number") {
  const int code = in_child([] {
    if (::dup2(0, 3) != 3 || ::dup2(0, 900) != 900) return 1;
    close_on_exec_from(3);
    if (::fcntl(3, F_GETFD) != FD_CLOEXEC || ::fcntl(900, F_GETFD) != FD_CLOEXEC) return 2;
    return ::fcntl(2, F_GETFD) == 0 ? 0 : 3;
  });
  CHECK(code == 0);
}
