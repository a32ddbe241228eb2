#include <algorithm>

#include "keys/scalar.hpp"
#include "keys/tree_format.hpp"
#include "keys/yaml_lines.hpp"

namespace jeden::keys {
namespace {

using Kind = YamlLine::Kind;

// A key of a mapping, and the lines that belong to it.
struct Node {
  std::size_t line = 0, end = 0;
};

class Yaml {
 public:
  Yaml(Lines& lines, const Edit& edit, const Style& style, std::string& error)
      : lines_{lines}, edit_{edit}, error_{error}, text_{read_yaml(lines)} {
    if (error_.empty()) error_ = text_.error;
    path_ = path_of(edit.key, style.separator, error_);
    for (const Value& value : edit.values) {
      const auto written = yaml_scalar(value);
      if (!written) error_ = "is not UTF-8";
      written_.push_back(written.value_or(""));
    }
    for (const std::string& key : path_) {
      const auto written = yaml_scalar({key, false});
      if (!written) error_ = "the key is not UTF-8";
      keys_.push_back(written.value_or(""));
    }
  }

  bool run() {
    if (!error_.empty()) return false;
    std::size_t begin = text_.begin, end = text_.end;
    const Node* parent = nullptr;
    Node last;
    for (std::size_t depth = 0;; ++depth) {
      const std::vector<Node> nodes = nodes_in(begin, end);
      if (!error_.empty()) return false;
      const Node* node = find(nodes, path_[depth]);
      if (!error_.empty()) return false;
      if (node == nullptr) return missing(nodes, depth, end);
      if (depth + 1 == path_.size()) return found(*node, nodes.size() == 1 ? parent : nullptr);
      if (!is_mapping(*node)) return false;
      if (first_content(node->line + 1, node->end) == node->end) {
        if (edit_.kind == Edit::Kind::remove) return false;
        const std::size_t indent = text_.lines[node->line].indent + step();
        drop_value(node->line);
        insert(node->line + 1, indent, depth + 1);
        return true;
      }
      begin = node->line + 1;
      end = node->end;
      last = *node;
      parent = &last;
    }
  }

 private:
  const YamlLine& at(std::size_t index) const { return text_.lines[index]; }
  bool fail(std::size_t line, std::string_view what) {
    error_ = at_line(line, what);
    return false;
  }
  std::string_view value_of(std::size_t line) const {
    const YamlLine& there = at(line);
    if (there.value == YamlLine::none || there.value_end == YamlLine::none) return {};
    return lines_[line].substr(there.value, there.value_end - there.value);
  }

  std::size_t first_content(std::size_t begin, std::size_t end) const {
    while (begin < end && at(begin).kind == Kind::blank) ++begin;
    return std::min(begin, end);
  }

  // The keys of the mapping in these lines. Lines that are indented further, and items at its own
  // indentation, belong to the key before them.
  std::vector<Node> nodes_in(std::size_t begin, std::size_t end) {
    std::vector<Node> nodes;
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

  const Node* find(const std::vector<Node>& nodes, const std::string& key) {
    const Node* found = nullptr;
    for (const Node& node : nodes) {
      if (at(node.line).key != key) continue;
      if (found != nullptr)
        fail(node.line, "the key stands here a second time, and which one counts is not certain");
      found = &node;
    }
    return found;
  }

  bool is_mapping(const Node& node) {
    const std::string_view value = value_of(node.line);
    if (value.empty() || value == "{}") return true;
    if (value[0] == '&' || value[0] == '*' || value[0] == '!')
      return fail(node.line, "an anchor, an alias or a tag is here: what else refers to it would change too");
    if (value[0] == '{')
      return fail(node.line, "the mapping in braces cannot be edited: write it as a block");
    return fail(node.line, "this key has a value, so that there can be no keys within it");
  }

  bool is_list(const Node& node) const {
    const std::size_t first = first_content(node.line + 1, node.end);
    return value_of(node.line).empty() && first < node.end && at(first).item;
  }

  // The items of a list of scalars, in a block or in brackets.
  std::optional<std::vector<std::string>> items_of(const Node& node) const {
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

  // `parent`: of which this is the only key.
  bool found(const Node& node, const Node* parent) {
    const std::string_view value = value_of(node.line);
    if (edit_.kind == Edit::Kind::remove) return remove(node, parent);
    if (!value.empty() && (value[0] == '&' || value[0] == '!'))
      return fail(node.line, "an anchor or a tag is here, and is not changed");
    if (edit_.kind == Edit::Kind::append) return append(node);
    const auto items = edit_.list ? items_of(node) : std::nullopt;
    if (items && (!value.empty() || is_list(node)) &&
        std::equal(items->begin(), items->end(), edit_.values.begin(), edit_.values.end(), is_same_scalar))
      return false;
    if (!edit_.list && node.end == node.line + 1 && !value.empty() && is_same_scalar(value, edit_.values[0]))
      return false;
    if (node.end != node.line + 1 && !(edit_.list && items))
      return fail(node.line, "the value goes on over several lines, and cannot be replaced");
    if (at(node.line).several)
      return fail(node.line, "the value goes on over several lines, and cannot be replaced");
    lines_.erase(node.line + 1, node.end - node.line - 1);
    put_value(node.line, edit_.list ? flow_list() : written_[0]);
    return true;
  }

  bool append(const Node& node) {
    const auto items = items_of(node);
    if (!items) return fail(node.line, "this is not a list of plain values, so that none can be added");
    std::vector<std::string> more;
    for (std::size_t i = 0; i < written_.size(); ++i) {
      const auto same = [&](const std::string& item) { return is_same_scalar(item, edit_.values[i]); };
      if (std::none_of(items->begin(), items->end(), same) &&
          std::find(more.begin(), more.end(), written_[i]) == more.end())
        more.push_back(written_[i]);
    }
    if (more.empty()) return false;
    const std::string_view value = value_of(node.line);
    if (!value.empty() && !items->empty()) {
      std::string list{value.substr(0, value.size() - 1)};
      while (is_blank(list.back())) list.pop_back();
      if (list.back() == ',') list.pop_back();
      for (const std::string& item : more) list += ", " + item;
      put_value(node.line, list + ']');
      return true;
    }
    const std::size_t first = first_content(node.line + 1, node.end);
    const std::size_t indent = first < node.end ? at(first).indent : at(node.line).indent + step();
    std::size_t where = node.end;
    for (const std::string& item : more) lines_.insert(where++, std::string(indent, ' ') + "- " + item);
    drop_value(node.line);
    return true;
  }

  bool remove(const Node& node, const Node* parent) {
    for (std::size_t i = node.line; i < node.end; ++i) {
      const std::size_t sign = lines_[i].find(" &");
      if (sign != std::string_view::npos && sign + 2 < lines_[i].size() && !is_blank(lines_[i][sign + 2]) &&
          at(i).kind == Kind::content)
        return fail(i, "an anchor is here, which something else may refer to");
    }
    lines_.erase(node.line, node.end - node.line);
    if (parent != nullptr) put_value(parent->line, "{}");
    return true;
  }

  bool missing(const std::vector<Node>& nodes, std::size_t depth, std::size_t end) {
    if (edit_.kind == Edit::Kind::remove) return false;
    if (nodes.empty())
      insert(end, 0, depth);
    else
      insert(nodes.back().end, at(nodes.back().line).indent, depth);
    return true;
  }

  // The rest of the path, from `depth` on.
  void insert(std::size_t where, std::size_t indent, std::size_t depth) {
    const std::size_t deeper = step();
    for (; depth < path_.size(); ++depth, indent += deeper) {
      std::string line = std::string(indent, ' ') + keys_[depth] + ':';
      const bool last = depth + 1 == path_.size();
      if (last && edit_.kind == Edit::Kind::set) line += ' ' + (edit_.list ? flow_list() : written_[0]);
      lines_.insert(where++, std::move(line));
    }
    if (edit_.kind == Edit::Kind::append)
      for (std::size_t i = 0; i < written_.size(); ++i)
        if (std::find(written_.begin(), written_.begin() + static_cast<std::ptrdiff_t>(i), written_[i]) ==
            written_.begin() + static_cast<std::ptrdiff_t>(i))
          lines_.insert(where++, std::string(indent, ' ') + "- " + written_[i]);
  }

  std::string flow_list() const {
    std::string text{'['};
    for (const std::string& item : written_) text += (text.size() > 1 ? ", " : "") + item;
    return text + ']';
  }

  void put_value(std::size_t line, const std::string& value) {
    const std::string_view text = lines_[line];
    const std::size_t colon = at(line).colon;
    const bool empty = value_of(line).empty();
    const std::string before{empty ? text.substr(0, colon) : text.substr(0, at(line).value)};
    const std::string behind{text.substr(empty ? colon : at(line).value_end)};
    lines_.replace(line, before + (empty ? " " : "") + value + behind);
  }

  void drop_value(std::size_t line) {
    if (value_of(line).empty()) return;
    const std::string_view text = lines_[line];
    lines_.replace(
        line, std::string{text.substr(0, at(line).colon)} + std::string{text.substr(at(line).value_end)});
  }

  // By how much this file indents.
  std::size_t step() const {
    constexpr std::size_t usual = 2, most = 8;
    for (const YamlLine& line : text_.lines)
      if (line.kind == Kind::content && !line.item && line.indent > 0 && line.indent <= most)
        return line.indent;
    return usual;
  }

  Lines& lines_;
  const Edit& edit_;
  std::string& error_;
  YamlText text_;
  std::vector<std::string> path_, keys_, written_;
};

}  // namespace

bool edit_yaml(Lines& lines, const Edit& edit, const Style& style, std::string& error) {
  return Yaml{lines, edit, style, error}.run();
}

}  // namespace jeden::keys
