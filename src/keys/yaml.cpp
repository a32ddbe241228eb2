// Keys of block mappings, the path to one written with a separator ("a.b.c"). The lines around a key stay as
// they are.
#include <algorithm>

#include "keys/scalar.hpp"
#include "keys/tree_format.hpp"
#include "keys/yaml_nodes.hpp"

namespace jeden::keys {
namespace {

using Kind = YamlLine::Kind;

class Yaml {
 public:
  Yaml(Lines& lines, const Edit& edit, const Style& style, std::string& error)
      : lines_{lines}, edit_{edit}, error_{error}, nodes_{lines, error} {
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
    std::size_t begin = nodes_.begin(), end = nodes_.end();
    const YamlNode* parent = nullptr;
    YamlNode last;
    for (std::size_t depth = 0;; ++depth) {
      const std::vector<YamlNode> nodes = nodes_.nodes_in(begin, end);
      if (!error_.empty()) return false;
      const YamlNode* node = nodes_.find(nodes, path_[depth]);
      if (!error_.empty()) return false;
      if (node == nullptr) return missing(nodes, depth, end);
      if (depth + 1 == path_.size()) return found(*node, nodes.size() == 1 ? parent : nullptr);
      if (!nodes_.is_mapping(*node)) return false;
      if (nodes_.first_content(node->line + 1, node->end) == node->end) {
        if (edit_.kind == Edit::Kind::remove) return false;
        const std::size_t indent = nodes_.at(node->line).indent + nodes_.step();
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
  // `parent`: of which this is the only key.
  bool found(const YamlNode& node, const YamlNode* parent) {
    const std::string_view value = nodes_.value_of(node.line);
    if (edit_.kind == Edit::Kind::remove) return remove(node, parent);
    if (!value.empty() && (value[0] == '&' || value[0] == '!'))
      return nodes_.fail(node.line, "an anchor or a tag is here, and is not changed");
    if (edit_.kind == Edit::Kind::append) return append(node);
    const auto items = edit_.list ? nodes_.items_of(node) : std::nullopt;
    if (items && (!value.empty() || nodes_.is_list(node)) &&
        std::equal(items->begin(), items->end(), edit_.values.begin(), edit_.values.end(), is_same_scalar))
      return false;
    if (!edit_.list && node.end == node.line + 1 && !value.empty() && is_same_scalar(value, edit_.values[0]))
      return false;
    if (node.end != node.line + 1 && !(edit_.list && items))
      return nodes_.fail(node.line, "the value goes on over several lines, and cannot be replaced");
    if (nodes_.at(node.line).several)
      return nodes_.fail(node.line, "the value goes on over several lines, and cannot be replaced");
    lines_.erase(node.line + 1, node.end - node.line - 1);
    put_value(node.line, edit_.list ? flow_list() : written_[0]);
    return true;
  }

  bool append(const YamlNode& node) {
    const auto items = nodes_.items_of(node);
    if (!items)
      return nodes_.fail(node.line, "this is not a list of plain values, so that none can be added");
    std::vector<std::string> more;
    for (std::size_t i = 0; i < written_.size(); ++i) {
      const auto same = [&](const std::string& item) { return is_same_scalar(item, edit_.values[i]); };
      if (std::none_of(items->begin(), items->end(), same) &&
          std::find(more.begin(), more.end(), written_[i]) == more.end())
        more.push_back(written_[i]);
    }
    if (more.empty()) return false;
    const std::string_view value = nodes_.value_of(node.line);
    if (!value.empty() && !items->empty()) {
      std::string list{value.substr(0, value.size() - 1)};
      while (is_blank(list.back())) list.pop_back();
      if (list.back() == ',') list.pop_back();
      for (const std::string& item : more) list += ", " + item;
      put_value(node.line, list + ']');
      return true;
    }
    const std::size_t first = nodes_.first_content(node.line + 1, node.end);
    const std::size_t indent =
        first < node.end ? nodes_.at(first).indent : nodes_.at(node.line).indent + nodes_.step();
    std::size_t where = node.end;
    for (const std::string& item : more) lines_.insert(where++, std::string(indent, ' ') + "- " + item);
    drop_value(node.line);
    return true;
  }

  bool remove(const YamlNode& node, const YamlNode* parent) {
    for (std::size_t i = node.line; i < node.end; ++i) {
      const std::size_t sign = lines_[i].find(" &");
      if (sign != std::string_view::npos && sign + 2 < lines_[i].size() && !is_blank(lines_[i][sign + 2]) &&
          nodes_.at(i).kind == Kind::content)
        return nodes_.fail(i, "an anchor is here, which something else may refer to");
    }
    lines_.erase(node.line, node.end - node.line);
    if (parent != nullptr) put_value(parent->line, "{}");
    return true;
  }

  bool missing(const std::vector<YamlNode>& nodes, std::size_t depth, std::size_t end) {
    if (edit_.kind == Edit::Kind::remove) return false;
    if (nodes.empty())
      insert(end, 0, depth);
    else
      insert(nodes.back().end, nodes_.at(nodes.back().line).indent, depth);
    return true;
  }

  // The rest of the path, from `depth` on.
  void insert(std::size_t where, std::size_t indent, std::size_t depth) {
    const std::size_t deeper = nodes_.step();
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
    const std::size_t colon = nodes_.at(line).colon;
    const bool empty = nodes_.value_of(line).empty();
    const std::string before{empty ? text.substr(0, colon) : text.substr(0, nodes_.at(line).value)};
    const std::string behind{text.substr(empty ? colon : nodes_.at(line).value_end)};
    lines_.replace(line, before + (empty ? " " : "") + value + behind);
  }

  void drop_value(std::size_t line) {
    if (nodes_.value_of(line).empty()) return;
    const std::string_view text = lines_[line];
    lines_.replace(line, std::string{text.substr(0, nodes_.at(line).colon)} +
                             std::string{text.substr(nodes_.at(line).value_end)});
  }

  Lines& lines_;
  const Edit& edit_;
  std::string& error_;
  YamlNodes nodes_;
  std::vector<std::string> path_, keys_, written_;
};

}  // namespace

bool edit_yaml(Lines& lines, const Edit& edit, const Style& style, std::string& error) {
  return Yaml{lines, edit, style, error}.run();
}

}  // namespace jeden::keys
