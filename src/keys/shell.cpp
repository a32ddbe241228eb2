// NAME=value in files that a shell reads (with or without "export"), or systemd and docker-compose as
// environment files.
#include <algorithm>

#include "base/shell_words.hpp"
#include "base/text.hpp"
#include "keys/line_format.hpp"

namespace jeden::keys {
namespace {

std::size_t name_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && base::is_name_character(text[length]) &&
         (length > 0 || !base::is_digit(text[0])))
    ++length;
  return length;
}

// Follows a line through its quotes. `quote` is the quote that is open before it, and after it.
bool goes_on(std::string_view line, char& quote) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != '\'' && c == '\\') {
      if (++i == line.size()) return true;
    } else if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '#' && (i == 0 || is_blank(line[i - 1]))) {
      break;
    }
  }
  return quote != 0;
}

class Shell final : public LineFormat {
 public:
  Scan scan(const Lines& lines, const Edit& edit) const override {
    Scan scan;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::size_t first = i;
      char quote = 0;
      while (goes_on(lines[i], quote) && i + 1 < lines.size()) ++i;
      const std::string_view line = lines[first];
      std::size_t start = indent_of(line);
      constexpr std::string_view word = "export";
      if (line.substr(start).starts_with(word) && start + word.size() < line.size() &&
          is_blank(line[start + word.size()]))
        start += word.size() + indent_of(line.substr(start + word.size()));
      const std::size_t length = name_length(line.substr(start));
      if (length == 0 || start + length >= line.size() || line[start + length] != '=') continue;
      Entry entry;
      entry.line = first;
      entry.count = i - first + 1;
      entry.lead = line.substr(0, start);
      entry.separator = "=";
      scan.end = i + 1;
      if (line.substr(start, length) == edit.key) {
        entry.prefix = line.substr(0, start + length + 1);
        entry.value = line.substr(start + length + 1);
        for (std::size_t k = first + 1; k <= i; ++k) entry.value += '\n' + std::string{lines[k]};
        scan.found.push_back(entry);
      }
      scan.model = std::move(entry);
    }
    return scan;
  }

  std::size_t place(Lines& lines, const std::string&, const Scan&) const override { return lines.size(); }

  bool is_complete(const Lines& lines) const override {
    bool open = false;
    char quote = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) open = goes_on(lines[i], quote);
    return !open;
  }

  std::string write_key(const Edit& edit, std::string& error) const override {
    if (!base::is_name(edit.key)) error = "\"" + edit.key + "\" cannot be a variable of a shell";
    return edit.key;
  }

  std::string write_value(const std::string& value, std::string& error) const override {
    if (breaks_line(value, error)) return {};
    const bool plain = std::all_of(value.begin(), value.end(), [](char c) {
      return base::is_name_character(c) || std::string_view{"-./:,@%+="}.find(c) != std::string_view::npos;
    });
    if (plain) return value;
    return base::quote_shell(value);
  }
  std::string compared(const std::string&, const std::string& written) const override { return written; }
  std::string_view usual_separator() const override { return "="; }
};

}  // namespace

std::unique_ptr<LineFormat> make_shell() {
  return std::make_unique<Shell>();
}

}  // namespace jeden::keys
