// `jeden endpoint`: what PID 1 starts to answer `GET /ready`. The work is in src/endpoint.
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>

#include "core/exit_status.hpp"
#include "endpoint/listener.hpp"
#include "endpoint/server.hpp"
#include "process/apply.hpp"
#include "process/capability_sets.hpp"
#include "tools/tools.hpp"

namespace jeden::tools {
namespace {

constexpr int channel = 0;

void say(std::string_view message) {
  ::send(channel, message.data(), message.size(), MSG_NOSIGNAL);
}

// Strangers talk to it, and it needs nothing: what root can give up is given up. Best effort, since a
// container may have neither capabilities nor another user.
void drop_everything() {
  constexpr unsigned nobody = 65534;
  core::Settings settings;
  settings.identity = core::Identity{nobody, nobody, {}};
  if (::geteuid() == 0) static_cast<void>(process::apply(settings));
  static_cast<void>(process::set_capabilities(0));
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

}  // namespace

int endpoint(Arguments arguments) {
  // It ends with PID 1, not with a signal that somebody sends to everyone.
  for (const int ignored : {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGPIPE}) ::signal(ignored, SIG_IGN);
  base::ListenAddress address;
  if (arguments.size() != 2 || arguments[0] != "--listen")
    return bad_usage("endpoint: --listen ADDRESS is expected");
  std::string error = base::parse_listen_address(arguments[1], address);
  base::Fd listener;
  if (error.empty()) listener = endpoint::listen_on(address, error);
  if (!listener) {
    say(error);
    return core::exit_code::internal;
  }
  drop_everything();
  say("listening");
  endpoint::Server{channel, std::move(listener)}.run();
  return 0;
}

}  // namespace jeden::tools
