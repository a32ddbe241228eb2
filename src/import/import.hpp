// From the text of an entrypoint script to an init.toml and a report.
#pragma once

#include "import/document.hpp"

namespace jeden::import {

inline constexpr std::size_t longest_script = std::size_t{2} << 20U;

struct Result {
  Document document;
  std::string toml;
  std::string failure;   // the script could not be read; the rest is empty
  unsigned line = 0;     // where it is wrong, if it is known
  bool missing = false;  // shfmt is not installed
};

// `command` is the image's CMD: what "$@" stands for.
Result import_script(const std::string& path, std::string text, const std::vector<std::string>& command);

std::string report_text(const Document& document, const std::string& path);
std::string report_json(const Document& document, const std::string& path);

}  // namespace jeden::import
