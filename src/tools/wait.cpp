#include "tools/tools.hpp"

namespace jeden::tools {
int wait(Arguments) {
  return 70;
}
}  // namespace jeden::tools
