// `jeden relay`: what PID 1 starts between a program and its log. The work is in src/relay.
#include "relay/relay.hpp"

#include "core/exit_status.hpp"
#include "relay/options.hpp"
#include "tools/tools.hpp"

namespace jeden::tools {

int relay(Arguments arguments) {
  relay::Options options;
  if (const std::string error = relay::read_options(arguments, options); !error.empty()) {
    print(2, "jeden relay: " + error + '\n');
    return core::exit_code::usage;
  }
  relay::Relay{options}.run();
  return 0;
}

}  // namespace jeden::tools
