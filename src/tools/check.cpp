#include "tools/tools.hpp"

namespace jeden::tools {
int check(Arguments) {
  return 70;
}
}  // namespace jeden::tools
