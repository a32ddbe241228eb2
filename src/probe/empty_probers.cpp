#include "probe/prober.hpp"
namespace jeden::probe {
std::unique_ptr<Prober> make_log_prober(std::shared_ptr<const Target>) {
  return nullptr;
}
std::unique_ptr<Prober> make_names_prober(uv_loop_t&, std::shared_ptr<const Target>) {
  return nullptr;
}
}  // namespace jeden::probe
