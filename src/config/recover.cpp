#include "config/recover.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "config/utf8.hpp"

namespace jeden::config {
namespace {

// The lines with their newlines.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

bool is_key_character(char c) {
  return base::is_name_character(c) || c == '-' || c == '.' || c == '"' || c == '\'' || c == ' ' || c == '\t';
}

// "[header]" or "key = ...".
bool starts_statement(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos) return false;
  line.remove_prefix(first);
  if (line[0] == '[') {
    line.remove_prefix(line.starts_with("[[") ? 2 : 1);
    const std::size_t end = line.find(']');
    return end != std::string_view::npos && end > 0 &&
           std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(end), is_key_character);
  }
  const std::size_t equals = line.find('=');
  return equals != std::string_view::npos && equals > 0 &&
         std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(equals), is_key_character);
}

bool is_header(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t");
  return first != std::string_view::npos && line[first] == '[';
}

// The line that starts the statement around `index`: an error is often noticed only in the line behind an
// array that was not closed.
std::size_t statement_start(const std::vector<std::string_view>& lines, std::size_t index,
                            bool noticed_late) {
  std::size_t start = index;
  if (noticed_late && start > 0) --start;
  while (start > 0 && !starts_statement(lines[start])) --start;
  return start;
}

int open_brackets(std::string_view line) {
  int open = 0;
  for (const char c : line) {
    if (c == '#') break;
    if (c == '[' || c == '{') ++open;
    if (c == ']' || c == '}') --open;
  }
  return open;
}

}  // namespace

SyntaxFault explain(std::string_view text, Span span, std::string_view description) {
  if (description.starts_with("Error while parsing "))
    if (const std::size_t colon = description.find(": "); colon != std::string_view::npos)
      description.remove_prefix(colon + 2);
  const auto lines = lines_of(text);
  const std::string_view line = span.line >= 1 && span.line <= lines.size() ? lines[span.line - 1] : "";
  const std::size_t quote = description.find('\''), end = description.rfind('\'');
  const std::string_view token = quote < end ? description.substr(quote + 1, end - quote - 1) : "";
  if (description == end_of_file)
    return {span, "the file ends within a string, an array or a table that is not closed", {}};
  const bool twice = description.starts_with("cannot redefine");
  if ((twice || description.starts_with('\'')) && !token.empty()) {
    if (const std::size_t found = line.find(token); found != std::string_view::npos)
      span = {span.line, utf8_length(line.substr(0, found)) + 1, utf8_length(token)};
  }
  if (twice && !token.empty())
    return {span, std::string{token} + " is defined twice", "leave one of them out"};
  if (description.starts_with("unescaped control characters") &&
      (span.line > lines.size() || utf8_offset(line, span.column) + 1 >= line.size()))
    return {span, "the string is not closed",
            "a string ends in the line in which it starts, unless it is in \"\"\""};
  const bool open = description.starts_with("expected comma or closing");
  return {span, std::string{description}, open ? "is a bracket in a line before this one not closed?" : ""};
}

bool blank_statement(std::string& text, unsigned line) {
  const auto lines = lines_of(text);
  if (lines.empty()) return false;
  const std::size_t index = std::min<std::size_t>(line == 0 ? 0 : line - 1, lines.size() - 1);
  // When the line before still has a bracket open, the fault is there.
  const bool noticed_late =
      index > 0 && starts_statement(lines[index]) && open_brackets(lines[index - 1]) > 0;
  const std::size_t first = statement_start(lines, index, noticed_late);
  std::size_t last = first + 1;
  while (last < lines.size() && (!starts_statement(lines[last]) || last < index)) ++last;
  if (!noticed_late) last = std::max(last, index + 1);
  // Without their header the keys behind it would be held against the table before.
  if (is_header(lines[first]))
    while (last < lines.size() && !(is_header(lines[last]) && starts_statement(lines[last]))) ++last;
  bool blanked = false;
  std::string result;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool inside = i >= first && i < last;
    const bool newline = lines[i].ends_with('\n');
    blanked = blanked || (inside && lines[i].size() > (newline ? 1U : 0U));
    if (inside)
      result += newline ? "\n" : "";
    else
      result += lines[i];
  }
  text = std::move(result);
  return blanked;
}

}  // namespace jeden::config
