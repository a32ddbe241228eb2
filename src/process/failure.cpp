#include "process/failure.hpp"

#include <cstring>

namespace jeden::process {

std::string error_text(int error) {
  return std::strerror(error);
}

std::string Failure::message() const {
  std::string text = "cannot " + what + ": " + error_text(error);
  if (!hint.empty()) text += " (" + hint + ")";
  return text;
}

}  // namespace jeden::process
