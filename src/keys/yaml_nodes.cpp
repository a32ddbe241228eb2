#include "keys/yaml_nodes.hpp"

#include <algorithm>

#include "keys/scalar.hpp"

namespace jeden::keys {

namespace {
using Kind = YamlLine::Kind;
}  // namespace

YamlNodes::YamlNodes(const Lines& lines, std::string& error)
    : lines_{lines}, error_{error}, text_{read_yaml(lines)} {
  if (error_.empty()) error_ = text_.error;
}

bool YamlNodes::fail(std::size_t line, std::string_view what) {
  error_ = at_line(line, what);
  return false;
}

std::string_view YamlNodes::value_of(std::size_t line) const {
  const YamlLine& there = at(line);
  if (there.value == YamlLine::none || there.value_end == YamlLine::none) return {};
  return lines_[line].substr(there.value, there.value_end - there.value);
}

std::size_t YamlNodes::first_content(std::size_t begin, std::size_t end) const {
  while (begin < end && at(begin).kind == Kind::blank) ++begin;
  return std::min(begin, end);
}

std::vector<YamlNode> YamlNodes::nodes_in(std::size_t begin, std::size_t end) {
  std::vector<YamlNode> nodes;
  const std::size_t first = first_content(begin, end);
  if (first == end) return nodes;
  const std::size_t indent = at(first).indent;
  for (std::size_t i = first; i < end; ++i) {
    const YamlLine& line = at(i);
    if (line.kind == Kind::blank) continue;
    const bool deeper = line.kind == Kind::inside || line.indent > indent || (line.item && !nodes.empty());
    if (deeper) {
      if (!nodes.empty()) nodes.back().end = i + 1;
      continue;
    }
    if (line.item)
      fail(i, "a list is here, and keys can be edited in a mapping only");
    else if (line.indent < indent)
      fail(i, "the indentation of this line fits nothing before it");
    else if (!line.has_key)
      fail(i, "this is not a key of a block mapping, and nothing else can be edited");
    if (!error_.empty()) return {};
    nodes.push_back({i, i + 1});
  }
  return nodes;
}

const YamlNode* YamlNodes::find(const std::vector<YamlNode>& nodes, const std::string& key) {
  const YamlNode* found = nullptr;
  for (const YamlNode& node : nodes) {
    if (at(node.line).key != key) continue;
    if (found != nullptr)
      fail(node.line, "the key stands here a second time, and which one counts is not certain");
    found = &node;
  }
  return found;
}

bool YamlNodes::is_mapping(const YamlNode& node) {
  const std::string_view value = value_of(node.line);
  if (value.empty() || value == "{}") return true;
  if (value[0] == '&' || value[0] == '*' || value[0] == '!')
    return fail(node.line, "an anchor, an alias or a tag is here: what else refers to it would change too");
  if (value[0] == '{') return fail(node.line, "the mapping in braces cannot be edited: write it as a block");
  return fail(node.line, "this key has a value, so that there can be no keys within it");
}

bool YamlNodes::is_list(const YamlNode& node) const {
  const std::size_t first = first_content(node.line + 1, node.end);
  return value_of(node.line).empty() && first < node.end && at(first).item;
}

std::optional<std::vector<std::string>> YamlNodes::items_of(const YamlNode& node) const {
  const std::string_view value = value_of(node.line);
  if (!is_list(node))
    return value.empty() && node.end == node.line + 1 ? std::vector<std::string>{} : flow_items(value);
  std::vector<std::string> items;
  const std::size_t indent = at(first_content(node.line + 1, node.end)).indent;
  for (std::size_t i = node.line + 1; i < node.end; ++i) {
    const YamlLine& line = at(i);
    if (line.kind == Kind::blank) continue;
    if (line.kind != Kind::content || !line.item || line.has_key || line.several || line.indent != indent)
      return std::nullopt;
    items.emplace_back(value_of(i));
  }
  return items;
}

std::size_t YamlNodes::step() const {
  constexpr std::size_t usual = 2, most = 8;
  for (const YamlLine& line : text_.lines)
    if (line.kind == Kind::content && !line.item && line.indent > 0 && line.indent <= most)
      return line.indent;
  return usual;
}

}  // namespace jeden::keys
