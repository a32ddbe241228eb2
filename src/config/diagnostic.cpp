#include "config/diagnostic.hpp"

#include <algorithm>

#include "config/utf8.hpp"

namespace jeden::config {
namespace {

// What a line needs to be cut to, so that a caret in a line of a megabyte still can be seen.
constexpr unsigned widest = 160;
constexpr std::size_t most_diagnostics = 200;

struct Window {
  std::string text;
  std::string indent;  // what stands before the caret, tabs kept
};

Window window_of(std::string_view line, unsigned column) {
  const unsigned first = column > widest / 2 && utf8_length(line) > widest ? column - widest / 2 : 1;
  Window window;
  unsigned at = 1;
  while (!line.empty() && at < first + widest) {
    const std::string_view character = utf8_take(line);
    if (at >= first) {
      window.text += printable(character);
      if (at < column) window.indent += character == "\t" ? '\t' : ' ';
    }
    ++at;
  }
  if (at < column) window.indent.append(column - at, ' ');
  return window;
}

}  // namespace

Faults::Faults(std::string file, std::string_view text, Severity absent)
    : file_{std::move(file)}, absent_{absent} {
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    std::string_view line = text.substr(start, end - start);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines_.push_back(line);
    start = end + 1;
  }
}

std::string_view Faults::line(unsigned number) const {
  return number >= 1 && number <= lines_.size() ? lines_[number - 1] : std::string_view{};
}

void Faults::add(Severity severity, Span span, std::string message, std::string hint) {
  if (severity == Severity::error) ++errors_;
  if (diagnostics_.size() >= most_diagnostics) return;
  diagnostics_.push_back(
      {severity, file_, span, std::string{line(span.line)}, std::move(message), std::move(hint)});
}

void Faults::error(Span span, std::string message, std::string hint) {
  add(Severity::error, span, std::move(message), std::move(hint));
}

void Faults::warning(Span span, std::string message, std::string hint) {
  add(Severity::warning, span, std::move(message), std::move(hint));
}

void Faults::absent(Span span, std::string message, std::string hint) {
  add(absent_, span, std::move(message), std::move(hint));
}

void Faults::missing(Span span, std::string message, std::string hint) {
  if (!incomplete_) add(Severity::error, span, std::move(message), std::move(hint));
}

Span Faults::locate(Span span, std::string_view part) const {
  constexpr unsigned furthest = 1000;  // lines of one string
  for (unsigned number = span.line; number < span.line + furthest && number <= lines_.size(); ++number) {
    const std::string_view text = line(number);
    const std::size_t from = number == span.line ? utf8_offset(text, span.column) : 0;
    const std::size_t found = text.find(part, from);
    if (found == std::string_view::npos) continue;
    return {number, utf8_length(text.substr(0, found)) + 1, utf8_length(part)};
  }
  return span;
}

std::vector<Diagnostic> Faults::take() {
  std::stable_sort(diagnostics_.begin(), diagnostics_.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return a.span.line != b.span.line ? a.span.line < b.span.line : a.span.column < b.span.column;
  });
  return std::move(diagnostics_);
}

std::string render(const Diagnostic& diagnostic) {
  const auto& [line, column, length] = diagnostic.span;
  std::string text = printable(diagnostic.file);
  if (line > 0) text += ':' + std::to_string(line) + ':' + std::to_string(column);
  text += diagnostic.severity == Severity::error ? ": error: " : ": warning: ";
  text += printable(diagnostic.message) + '\n';
  if (line > 0) {
    const Window window = window_of(diagnostic.line, column);
    const unsigned shown = utf8_length(window.text), before = utf8_length(window.indent);
    const unsigned room = shown > before ? shown - before : 1;
    text += "    " + window.text + "\n    " + window.indent + '^';
    text.append(std::max(1U, std::min(length, room)) - 1, '~');
    text += '\n';
  }
  for (std::string_view hint = diagnostic.hint; !hint.empty();) {
    const std::size_t end = std::min(hint.find('\n'), hint.size());
    text += "hint: " + printable(hint.substr(0, end)) + '\n';
    hint.remove_prefix(std::min(end + 1, hint.size()));
  }
  return text;
}

std::string json_text(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string json = "\"";
  while (!text.empty()) {
    const std::string_view character = utf8_take(text);
    const auto byte = static_cast<unsigned char>(character.front());
    if (character == "\"" || character == "\\") {
      json += '\\';
      json += character;
    } else if (byte < 0x20 || byte == 0x7F) {
      json += "\\u00";
      json += digits[byte >> 4U];
      json += digits[byte & 15U];
    } else {
      json += utf8_valid(character) ? character : replacement;
    }
  }
  return json + '"';
}

std::string render_json(const Diagnostic& diagnostic) {
  return "{\"severity\":" + json_text(diagnostic.severity == Severity::error ? "error" : "warning") +
         ",\"file\":" + json_text(diagnostic.file) + ",\"line\":" + std::to_string(diagnostic.span.line) +
         ",\"column\":" + std::to_string(diagnostic.span.column) +
         ",\"length\":" + std::to_string(diagnostic.span.length) + ",\"text\":" + json_text(diagnostic.line) +
         ",\"message\":" + json_text(diagnostic.message) + ",\"hint\":" + json_text(diagnostic.hint) + '}';
}

}  // namespace jeden::config
