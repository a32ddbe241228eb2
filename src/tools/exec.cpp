#include "tools/tools.hpp"

namespace jeden::tools {
int exec(Arguments) {
  return 70;
}
}  // namespace jeden::tools
