#include <string_view>
#include <vector>

#include "tools/tools.hpp"

int main(int argc, char** argv) {
  const std::vector<std::string_view> words(argv, argv + argc);
  const jeden::tools::Arguments arguments{words};
  if (arguments.size() > 1 && arguments[1] == "exec") return jeden::tools::exec(arguments.subspan(2));
  return 70;
}
