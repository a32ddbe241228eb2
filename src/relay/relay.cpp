#include "relay/relay.hpp"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

namespace jeden::relay {
namespace {

constexpr int ready_descriptor = 5;
constexpr int longest_pause = 64;  // milliseconds between two tries to get a turn

// SIGURG does no harm to a relay that has only just been started: its default is to be ignored (signal(7)).
base::Fd watch_for_reopening() noexcept {
  sigset_t reopen;
  sigemptyset(&reopen);
  sigaddset(&reopen, SIGURG);
  ::sigprocmask(SIG_BLOCK, &reopen, nullptr);
  return base::Fd{::signalfd(-1, &reopen, SFD_CLOEXEC | SFD_NONBLOCK)};
}

bool has_file(const Options& options) noexcept {
  return options.paths[0] != nullptr || (options.streams == 2 && options.paths[1] != nullptr);
}

}  // namespace

Relay::Relay(const Options& options)
    : report_{options.dress.name, options.log_format},
      formatter_{options.dress},
      ready_{options.ready_pattern, ready_descriptor, pattern_error_},
      direct_{options.streams == 1 && !has_file(options)} {
  for (const int ignored : {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGPIPE, SIGTTOU}) ::signal(ignored, SIG_IGN);
  if (has_file(options)) reopenings_ = watch_for_reopening();
  if (!pattern_error_.empty()) report_.pattern_refused(pattern_error_);
  if (options.streams == 2) {
    const Destination first{1, options.paths[0], options.limits, report_};
    shared_ = first.is_same_as(4);
    add_stream(options, 1, 3, 4);
  }
  add_stream(options, 0, 0, 1);
}

// The fastest way that does everything that was asked for.
Mode Relay::mode_for(const Options& options, const Destination& destination) const noexcept {
  if (!options.dress.is_plain() || options.cut_lines) return Mode::lines;
  if (options.limits.max_size > 0 || (shared_ && destination.has_path())) return Mode::blocks;
  return destination.kind() == Destination::Kind::file && destination.has_path() ? Mode::copy : Mode::splice;
}

void Relay::add_stream(const Options& options, std::size_t number, int input, int output) {
  const std::size_t place = shared_ ? 0 : number;
  if (!sinks_[place]) {
    const int descriptor = shared_ ? 1 : output;
    const char* const path = shared_ && options.paths[0] == nullptr ? options.paths[1] : options.paths[place];
    const bool alone = shared_ || options.streams == 1;
    const std::size_t longest = std::max(formatter_.bound(options.max_line), options.max_line + 1);
    sinks_[place].emplace(Destination{descriptor, path, options.limits, report_},
                          alone ? Sink::Manner::patient : Sink::Manner::prompt, longest, formatter_, report_);
  }
  const Mode mode = mode_for(options, sinks_[place]->destination());
  Stream::Setting setting{};
  setting.input = input;
  setting.origin = number == 0 ? Origin::standard_output : Origin::standard_error;
  setting.mode = ready_.is_sought() ? Mode::lines : mode;
  setting.mode_when_ready = mode;
  setting.max_line = options.max_line;
  setting.plain = options.dress.is_plain() && !options.cut_lines;
  setting.direct = direct_;
  streams_[number].emplace(setting, *sinks_[place], formatter_, ready_, report_);
}

bool Relay::has_open_stream() const noexcept {
  return std::any_of(streams_.begin(), streams_.end(),
                     [](const auto& stream) { return stream && !stream->has_ended(); });
}

// Until a stream can be served: its input has something, or its destination takes something again.
void Relay::wait() noexcept {
  std::array<pollfd, 3> requests{};
  int timeout = -1;
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    requests[i].fd = -1;
    if (!streams_[i] || streams_[i]->has_ended()) continue;
    const Sink& sink = streams_[i]->sink();
    requests[i].fd = sink.is_busy() ? sink.awaited() : streams_[i]->input();
    requests[i].events = sink.is_busy() ? POLLOUT : POLLIN;
    if (requests[i].fd < 0) timeout = pause_;
  }
  // flock(2) has nothing to poll for.
  pause_ = timeout < 0 ? 1 : std::min(pause_ * 2, longest_pause);
  requests[2] = {reopenings_.get(), POLLIN, 0};
  const int ready = ::poll(requests.data(), requests.size(), timeout);
  if (ready < 0) return;
  if (requests[2].revents != 0) reopen();
  for (std::size_t i = 0; i < streams_.size(); ++i)
    if (requests[i].revents != 0 || (ready == 0 && streams_[i] && streams_[i]->sink().awaited() < 0))
      streams_[i]->serve();
}

void Relay::reopen() noexcept {
  signalfd_siginfo information;
  while (::read(reopenings_.get(), &information, sizeof information) > 0) {
  }
  for (auto& sink : sinks_) {
    if (!sink) continue;
    sink->destination().ask_to_reopen();
    sink->keep_up();
  }
}

void Relay::run() noexcept {
  while (has_open_stream()) {
    if (direct_)
      streams_[0]->serve();
    else
      wait();
  }
  for (auto& sink : sinks_)
    if (sink) sink->finish();
}

}  // namespace jeden::relay
