#include "process/streams.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/fd.hpp"
#include "process/descriptors.hpp"

namespace jeden::process {
namespace {

// Not a boolean, since it is the flags that differ.
constexpr int for_input = O_RDONLY;
constexpr int for_output = O_WRONLY | O_APPEND | O_CREAT;

Outcome place(int file, int descriptor, const std::string& name) {
  if (file >= 0 && ::dup2(file, descriptor) >= 0) return std::nullopt;
  return Failure{"open " + name, errno, {}};
}

Outcome redirect_one(const core::Stream& stream, int descriptor, int flags) {
  switch (stream.to) {
    case core::Stream::To::inherit: return std::nullopt;
    case core::Stream::To::null: return place(open_null().get(), descriptor, "the null device");
    case core::Stream::To::output: return place(STDOUT_FILENO, descriptor, "standard output again");
    case core::Stream::To::path: break;
  }
  constexpr mode_t any_mode = 0666;
  const base::Fd file{::open(stream.path.c_str(), flags | O_CLOEXEC | O_NOCTTY, any_mode)};
  return place(file.get(), descriptor, stream.path);
}

}  // namespace

Outcome redirect(const core::Stream& input, const core::Stream& output, const core::Stream& error) {
  if (Outcome failure = redirect_one(input, STDIN_FILENO, for_input)) return failure;
  if (Outcome failure = redirect_one(output, STDOUT_FILENO, for_output)) return failure;
  return redirect_one(error, STDERR_FILENO, for_output);
}

}  // namespace jeden::process
