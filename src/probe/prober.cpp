#include "probe/prober.hpp"

#include "probe/kind.hpp"

namespace jeden::probe {

std::unique_ptr<Prober> make_prober(uv_loop_t& loop, std::shared_ptr<const Target> target) {
  switch (target->kind->means) {
    case Means::stream:
    case Means::tls_stream:
    case Means::unix_socket: return make_stream_prober(loop, std::move(target));
    case Means::file: return make_file_prober(std::move(target));
    case Means::log: return make_log_prober(std::move(target));
    case Means::command: return make_command_prober(loop, std::move(target));
    case Means::names: return make_names_prober(loop, std::move(target));
  }
  return nullptr;
}

}  // namespace jeden::probe
