#include <string_view>
#include <vector>

#include "tools/tools.hpp"

int main(int count, char** words) {
  const std::vector<std::string_view> arguments{words + 1, words + count};
  if (arguments.empty() || arguments.front() != "wait") return 70;
  return jeden::tools::wait({arguments.begin() + 1, arguments.end()});
}
