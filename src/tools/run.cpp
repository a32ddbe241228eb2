#include "tools/tools.hpp"

namespace jeden::tools {
int run(Arguments) {
  return 70;
}
}  // namespace jeden::tools
