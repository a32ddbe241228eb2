#include "host/streams.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
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

int open_file(const std::string& path) {
  return ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0644);
}

int open_input(const core::Program& program, Descriptors& child, std::string& error) {
  base::Fd descriptor;
  if (!program.input.empty()) {
    descriptor.reset(pipe_with(program.input));
  } else {
    switch (program.standard_input.to) {
      case core::Stream::To::inherit:
      case core::Stream::To::output: return 0;
      case core::Stream::To::null: descriptor.reset(null_device(O_RDONLY)); break;
      case core::Stream::To::path:
        descriptor.reset(
            ::open(program.standard_input.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
        break;
    }
  }
  if (!descriptor) return failed(program.input.empty() ? program.standard_input.path : "a pipe", error);
  child.put(0, std::move(descriptor));
  return 0;
}

// /dev/fd/N asks for the rights of the pipe's owner, who is to be the program's user.
int open_texts(const core::Program& program, Descriptors& child, std::string& error) {
  for (const core::Text& text : program.texts) {
    base::Fd pipe{pipe_with(text.content)};
    if (!pipe) return failed("a pipe for descriptor " + std::to_string(text.descriptor), error);
    if (program.settings.identity) [[maybe_unused]]
      const int ignored =
          ::fchown(pipe.get(), program.settings.identity->uid, program.settings.identity->gid);
    ::fcntl(pipe.get(), F_SETFL, 0);
    child.put(text.descriptor, std::move(pipe));
  }
  return 0;
}

// For a relay that takes the place of one that dies. Half of the descriptors that this process may have are
// left for what starts later; the lowest free number is the one that is given (open(2)).
base::Fd kept_copy(const base::Fd& descriptor) {
  rlimit limit{};
  base::Fd copy{::fcntl(descriptor.get(), F_DUPFD_CLOEXEC, 3)};
  const bool has_room =
      copy && ::getrlimit(RLIMIT_NOFILE, &limit) == 0 && static_cast<rlim_t>(copy.get()) < limit.rlim_cur / 2;
  return has_room ? std::move(copy) : base::Fd{};
}

// See relay/relay.hpp for its places.
void put_for_relay(int number, base::Fd input, base::Fd file, OpenStreams& streams) {
  Descriptors& relay = streams.relay;
  if (!streams.needs_relay && number == 2) relay.put(0, base::Fd{null_device(O_RDONLY)});
  streams.needs_relay = true;
  relay.put(number == 1 ? 0 : 3, std::move(input));
  if (!file) file.reset(::fcntl(number, F_DUPFD_CLOEXEC, 3));
  relay.put(number == 1 ? 1 : 4, std::move(file));
}

class Outputs {
 public:
  Outputs(const core::Program& program, Relaying relaying, bool watched, OpenStreams& streams,
          std::string& error)
      : program_{program},
        by_relay_{relaying == Relaying::relayed},
        looked_at_{by_relay_ && (watched || program.capture)},
        streams_{streams},
        error_{error} {}

  int open_both() {
    const core::Stream& first = program_.standard_output;
    const core::Stream& second = program_.standard_error;
    if (const int code = open(1, first)) return code;
    // The same file for both streams: one pipe, so that the lines keep their order.
    const bool same = second.to != core::Stream::To::null && second.to != core::Stream::To::output &&
                      !output_file(program_, second).empty() &&
                      output_file(program_, second) == output_file(program_, first);
    if (second.to == core::Stream::To::output || same) {
      streams_.program.places[2] = streams_.program.places[1];
      return 0;
    }
    return open(2, second);
  }

 private:
  int open(int number, const core::Stream& stream) {
    if (stream.to == core::Stream::To::null) {
      base::Fd null{null_device(O_WRONLY)};
      if (!null) return failed("/dev/null", error_);
      streams_.program.put(number, std::move(null));
      return 0;
    }
    const std::string& path = output_file(program_, stream);
    base::Fd file;
    if (!path.empty()) {
      file.reset(open_file(path));
      if (!file) return failed(path, error_);
      if (!by_relay_) {
        streams_.program.put(number, std::move(file));
        return 0;
      }
    }
    if (!file && !looked_at_) return 0;  // inherited
    return relay(number, std::move(file));
  }

  // The program writes into a pipe; the relay has its other end, and the file or jeden's own output.
  int relay(int number, base::Fd file) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return failed("a pipe", error_);
    streams_.program.put(number, base::Fd{ends[1]});
    base::Fd input{ends[0]};
    streams_.kept[number == 1 ? 0 : 1] = kept_copy(input);
    put_for_relay(number, std::move(input), std::move(file), streams_);
    return 0;
  }

  const core::Program& program_;
  bool by_relay_, looked_at_;
  OpenStreams& streams_;
  std::string& error_;
};

}  // namespace

const std::string& output_file(const core::Program& program, const core::Stream& stream) {
  const bool captured = program.capture && !program.capture->file.empty();
  return captured && stream.to == core::Stream::To::inherit ? program.capture->file : stream.path;
}

void Descriptors::put(int place, base::Fd descriptor) {
  const auto slot = static_cast<std::size_t>(place);
  if (places.size() <= slot) places.resize(slot + 1, -1);
  places[slot] = descriptor.get();
  owned.push_back(std::move(descriptor));
}

void move_into_place(const Descriptors& descriptors) {
  std::vector<int> from = descriptors.places;
  const int count = static_cast<int>(from.size());
  for (int place = 0; place < count; ++place) {
    int& descriptor = from[static_cast<std::size_t>(place)];
    if (descriptor >= 0 && descriptor != place) descriptor = ::fcntl(descriptor, F_DUPFD_CLOEXEC, count);
  }
  for (int place = 0; place < count; ++place) {
    const int descriptor = from[static_cast<std::size_t>(place)];
    if (descriptor == place)
      ::fcntl(place, F_SETFD, 0);
    else if (descriptor >= 0)
      ::dup2(descriptor, place);
  }
}

int open_streams(const core::Program& program, Relaying relaying, bool watched, OpenStreams& streams,
                 std::string& error) {
  if (const int code = open_input(program, streams.program, error)) return code;
  if (const int code = open_texts(program, streams.program, error)) return code;
  return Outputs{program, relaying, watched, streams, error}.open_both();
}

int reopen_for_relay(const core::Program& program, const std::array<base::Fd, 2>& inputs,
                     OpenStreams& streams, std::string& error) {
  for (const int number : {1, 2}) {
    const base::Fd& input = inputs[number == 1 ? 0 : 1];
    if (!input) continue;
    base::Fd copy{::fcntl(input.get(), F_DUPFD_CLOEXEC, 3)};
    if (!copy) return failed("the pipe of the program", error);
    const std::string& path =
        output_file(program, number == 1 ? program.standard_output : program.standard_error);
    base::Fd file;
    if (!path.empty()) file.reset(open_file(path));
    if (!path.empty() && !file) return failed(path, error);
    put_for_relay(number, std::move(copy), std::move(file), streams);
  }
  return 0;
}

}  // namespace jeden::host
