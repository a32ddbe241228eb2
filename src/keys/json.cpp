#define JSON_NO_IO 1
#define JSON_DIAGNOSTICS 0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "keys/tree_format.hpp"
#include "keys/utf8.hpp"

namespace jeden::keys {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t deepest = 256;  // writing is recursive

// The document, and what of it would not survive being written again.
class Reader : public nlohmann::detail::json_sax_dom_parser<Json> {
  using Base = nlohmann::detail::json_sax_dom_parser<Json>;

 public:
  explicit Reader(Json& document) : Base{document, false} {}

  bool number_float(double value, const std::string& written) {
    lossy_ = lossy_ || written.find_first_of(".eE") == std::string::npos;
    return Base::number_float(value, written);
  }
  bool start_object(std::size_t size) { return ++depth_ <= deepest && Base::start_object(size); }
  bool start_array(std::size_t size) { return ++depth_ <= deepest && Base::start_array(size); }
  bool end_object() { return --depth_, Base::end_object(); }
  bool end_array() { return --depth_, Base::end_array(); }
  template <class Exception>
  bool parse_error(std::size_t position, const std::string& token, const Exception& exception) {
    position_ = position;
    return Base::parse_error(position, token, exception);
  }

  bool lossy() const { return lossy_; }
  bool too_deep() const { return depth_ > deepest; }
  std::size_t position() const { return position_; }

 private:
  bool lossy_ = false;
  std::size_t depth_ = 0, position_ = 0;
};

Json read(std::string_view text, std::string& error) {
  Json root = Json::object();
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return root;
  Reader reader{root};
  if (!Json::sax_parse(text, &reader)) {
    const std::string_view before = text.substr(0, std::min(reader.position(), text.size()));
    error = reader.too_deep()
                ? "the values lie too deep in each other"
                : at_line(static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')),
                          "this is not JSON (comments are not, either)");
  } else if (reader.lossy()) {
    error = "a number has more digits than can be kept";
  } else if (!root.is_object()) {
    error = "this is not an object, and has no keys";
  }
  return root;
}

Json to_json(const Value& value) {
  if (!value.raw) return value.text;
  return Json::parse(value.text, nullptr, false);
}

class Change {
 public:
  Change(Json& root, const Edit& edit, const Style& style, std::string& error) : edit_{edit}, error_{error} {
    const std::vector<std::string> path = path_of(edit.key, style.separator, error);
    for (const std::string& key : path)
      if (!is_utf8(key)) error_ = "the key is not UTF-8";
    for (const Value& value : edit.values)
      if (!is_utf8(value.text)) error_ = "is not UTF-8";
    if (error_.empty()) descend(root, path);
  }

 private:
  void descend(Json& root, const std::vector<std::string>& path) {
    Json* place = &root;
    for (std::size_t depth = 0; depth + 1 < path.size(); ++depth) {
      if (edit_.kind == Edit::Kind::remove && !place->contains(path[depth])) return;
      place = &(*place)[path[depth]];
      if (place->is_null()) *place = Json::object();
      if (!place->is_object()) {
        error_ = path[depth] + " is not an object, so that there can be no keys within it";
        return;
      }
    }
    switch (edit_.kind) {
      case Edit::Kind::remove: place->erase(path.back()); return;
      case Edit::Kind::set: (*place)[path.back()] = wanted(); return;
      case Edit::Kind::append: append((*place)[path.back()]); return;
    }
  }

  Json wanted() const {
    if (!edit_.list) return to_json(edit_.values[0]);
    Json list = Json::array();
    for (const Value& value : edit_.values) list.push_back(to_json(value));
    return list;
  }

  void append(Json& list) {
    if (list.is_null()) list = Json::array();
    if (!list.is_array()) {
      error_ = "is not a list, so that nothing can be added";
      return;
    }
    for (const Value& value : edit_.values)
      if (const Json item = to_json(value); std::find(list.begin(), list.end(), item) == list.end())
        list.push_back(item);
  }

  const Edit& edit_;
  std::string& error_;
};

std::string replaced(const std::string& text, char from, std::string_view to) {
  std::string result;
  for (const char c : text) {
    if (c == from)
      result += to;
    else
      result += c;
  }
  return result;
}

std::string written_like(std::string_view before, const Json& root) {
  const std::size_t first = before.find('\n'), brace = before.find('{');
  const bool one_line = brace != std::string_view::npos &&
                        (first == std::string_view::npos || trimmed(before.substr(first + 1)).empty());
  int width = 2;
  char fill = ' ';
  if (!one_line && brace != std::string_view::npos) {
    const std::size_t start =
        before.find_first_not_of("\r\n", std::min(before.find('\n', brace), before.size()));
    const std::string_view line = start == std::string_view::npos ? "" : before.substr(start);
    if (const std::size_t indent = indent_of(line); indent > 0 && indent <= 16) {
      width = static_cast<int>(indent);
      fill = line[0];
    }
  }
  std::string text = root.dump(one_line ? -1 : width, fill, false, Json::error_handler_t::replace);
  if (before.empty() || before.ends_with('\n')) text += '\n';
  return first != std::string_view::npos && first > 0 && before[first - 1] == '\r'
             ? replaced(text, '\n', "\r\n")
             : text;
}

}  // namespace

std::string edit_json(std::string_view text, const std::vector<Edit>& edits, const Style& style,
                      std::vector<std::string>& changes, std::string& error) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  const bool marked = text.starts_with(mark);
  if (marked) text.remove_prefix(mark.size());
  Json root = read(text, error);
  if (!error.empty()) return {};
  const Json first = root;
  for (const Edit& edit : edits) {
    const Json before = root;
    Change{root, edit, style, error};
    if (!error.empty()) {
      error = (error.starts_with("is ") ? "the value of " + edit.key + ' ' : edit.key + ": ") + error;
      return {};
    }
    if (root != before)
      changes.push_back(edit.kind == Edit::Kind::remove ? "removed " + edit.key : "set " + edit.key);
  }
  const std::string whole = root == first ? std::string{text} : written_like(text, root);
  return (marked ? std::string{mark} : "") + whole;
}

}  // namespace jeden::keys
