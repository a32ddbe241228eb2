#include "keys/edit.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "keys/line_format.hpp"
#include "keys/lines.hpp"
#include "keys/tree_format.hpp"

namespace jeden::keys {
namespace {

constexpr std::array names{
    std::pair<std::string_view, Format>{"ini", Format::ini},
    std::pair<std::string_view, Format>{"key_value", Format::key_value},
    std::pair<std::string_view, Format>{"properties", Format::properties},
    std::pair<std::string_view, Format>{"shell", Format::shell},
    std::pair<std::string_view, Format>{"yaml", Format::yaml},
    std::pair<std::string_view, Format>{"json", Format::json},
};

std::unique_ptr<LineFormat> line_format(Format format, const Style& style) {
  switch (format) {
    case Format::ini: return make_ini(style);
    case Format::key_value: return make_key_value(style);
    case Format::properties: return make_properties();
    case Format::shell: return make_shell();
    case Format::yaml:
    case Format::json: break;
  }
  return nullptr;
}

std::string name_of(const Edit& edit) {
  return edit.section.empty() ? edit.key : '[' + edit.section + "] " + edit.key;
}

std::string_view past(Edit::Kind kind) {
  switch (kind) {
    case Edit::Kind::set: return "set ";
    case Edit::Kind::append: return "added to ";
    case Edit::Kind::remove: return "removed ";
  }
  return {};
}

// "password holds a newline", "line 3: ..."
std::string sentence(const Edit& edit, std::string error) {
  if (error.starts_with("line ") || error.starts_with('"')) return error;
  const bool of_value =
      error.starts_with("holds ") || error.starts_with("is ") || error.starts_with("begins ");
  return of_value ? "the value of " + name_of(edit) + ' ' + error : name_of(edit) + ": " + error;
}

}  // namespace

std::optional<Format> parse_format(std::string_view name) {
  for (const auto& [known, format] : names)
    if (known == name) return format;
  return std::nullopt;
}

std::vector<std::string> path_of(const std::string& key, const std::string& separator, std::string& error) {
  std::vector<std::string> path;
  std::size_t start = 0;
  for (;;) {
    const std::size_t end = separator.empty() ? std::string::npos : key.find(separator, start);
    path.push_back(key.substr(start, end == std::string::npos ? end : end - start));
    if (path.back().empty()) error = "a key is empty";
    if (end == std::string::npos) return path;
    start = end + separator.size();
  }
}

Edited edit(Format format, std::string_view text, const std::vector<Edit>& edits, const Style& style) {
  Edited result;
  if (text.find('\0') != std::string_view::npos) {
    result.error = "it holds NUL bytes, so that it is no text in UTF-8";
    return result;
  }
  if (const std::size_t at = text.find("\n\xEF\xBB\xBF"); at != std::string_view::npos) {
    const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
    result.error = at_line(static_cast<std::size_t>(line), "a byte order mark is in the middle of the file");
    return result;
  }
  for (const Edit& edit : edits) {
    if (edit.key.starts_with("\xEF\xBB\xBF")) result.error = "a key cannot begin with a byte order mark";
    if (edit.kind == Edit::Kind::set && edit.values.empty() && !edit.list)
      result.error = edit.key + " has no value";
  }
  if (!result.error.empty()) return result;
  if (format == Format::json) {
    result.text = edit_json(text, edits, style, result.changes, result.error);
    return result;
  }
  Lines lines{text};
  const std::unique_ptr<LineFormat> form = line_format(format, style);
  for (const Edit& edit : edits) {
    const bool changed = form != nullptr ? apply(*form, lines, edit, result.error)
                                         : edit_yaml(lines, edit, style, result.error);
    if (!result.error.empty()) {
      result.error = sentence(edit, std::move(result.error));
      result.changes.clear();
      return result;
    }
    if (changed) result.changes.push_back(std::string{past(edit.kind)} + name_of(edit));
  }
  result.text = lines.join();
  return result;
}

}  // namespace jeden::keys
