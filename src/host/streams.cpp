#include "host/streams.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace jeden::host {
namespace {

int failed(const std::string& path, std::string& error) {
  const int code = errno;
  error = "cannot open " + path + ": " + ::strerrordesc_np(code);
  return code;
}

// Without /dev/null (an empty root file system): the end of a pipe whose other end is closed. It reads as the
// end of the file; what is written to it is lost with EPIPE.
int null_device(int flags) {
  const int device = ::open("/dev/null", flags | O_CLOEXEC);
  if (device >= 0) return device;
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return -1;
  const bool reading = flags == O_RDONLY;
  ::close(ends[reading ? 1 : 0]);
  return ends[reading ? 0 : 1];
}

// A pipe that holds exactly the text. It has to fit the pipe's buffer, since nobody reads yet.
int pipe_with(const std::string& text) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) return -1;
  const ssize_t written = ::write(ends[1], text.data(), text.size());
  ::close(ends[1]);
  if (written == static_cast<ssize_t>(text.size())) return ends[0];
  ::close(ends[0]);
  errno = EMSGSIZE;
  return -1;
}

int open_input(const core::Program& program, OpenStreams& streams, std::string& error) {
  int descriptor = 0;
  if (!program.input.empty()) {
    descriptor = pipe_with(program.input);
  } else {
    switch (program.standard_input.to) {
      case core::Stream::To::inherit:
      case core::Stream::To::output: return 0;
      case core::Stream::To::null: descriptor = null_device(O_RDONLY); break;
      case core::Stream::To::path:
        descriptor =
            ::open(program.standard_input.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        break;
    }
  }
  if (descriptor < 0) return failed(program.input.empty() ? program.standard_input.path : "a pipe", error);
  streams.owned[0].reset(descriptor);
  streams.descriptors[0] = descriptor;
  return 0;
}

int open_output(const core::Stream& stream, int number, FileOutput file_output, OpenStreams& streams,
                std::string& error) {
  const auto slot = static_cast<std::size_t>(number);
  switch (stream.to) {
    case core::Stream::To::inherit: return 0;
    case core::Stream::To::output: streams.descriptors[slot] = streams.descriptors[1]; return 0;
    case core::Stream::To::null: streams.owned[slot].reset(null_device(O_WRONLY)); break;
    case core::Stream::To::path: {
      base::Fd file{::open(stream.path.c_str(),
                           O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0644)};
      if (!file) return failed(stream.path, error);
      if (file_output == FileOutput::direct) {
        streams.owned[slot] = std::move(file);
        break;
      }
      std::array<int, 2> ends{};
      if (::pipe2(ends.data(), O_CLOEXEC) != 0) return failed("a pipe", error);
      streams.owned[slot].reset(ends[1]);
      streams.files[slot - 1] = {base::Fd{ends[0]}, std::move(file), &stream.path};
      break;
    }
  }
  if (!streams.owned[slot]) return failed("/dev/null", error);
  streams.descriptors[slot] = streams.owned[slot].get();
  return 0;
}

}  // namespace

int open_streams(const core::Program& program, FileOutput file_output, OpenStreams& streams,
                 std::string& error) {
  if (const int code = open_input(program, streams, error)) return code;
  if (const int code = open_output(program.standard_output, 1, file_output, streams, error)) return code;
  const core::Stream& second = program.standard_error;
  // The same file for both: one relay, so that the lines keep their order.
  const bool same = second.to == core::Stream::To::path &&
                    program.standard_output.to == core::Stream::To::path &&
                    second.path == program.standard_output.path;
  return open_output(same ? core::Stream{core::Stream::To::output, {}} : second, 2, file_output, streams,
                     error);
}

}  // namespace jeden::host
