// The keys of a YAML file as a tree, looked at; nothing is changed here. What cannot be edited is an error.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "keys/lines.hpp"
#include "keys/yaml_lines.hpp"

namespace jeden::keys {

// A key of a mapping, and the lines that belong to it.
struct YamlNode {
  std::size_t line = 0, end = 0;
};

class YamlNodes {
 public:
  // `error` gets the first thing that is wrong, with its line.
  YamlNodes(const Lines& lines, std::string& error);

  std::size_t begin() const { return text_.begin; }
  std::size_t end() const { return text_.end; }
  const YamlLine& at(std::size_t index) const { return text_.lines[index]; }

  // The keys of the mapping in these lines. Lines that are indented further, and items at its own
  // indentation, belong to the key before them.
  std::vector<YamlNode> nodes_in(std::size_t begin, std::size_t end);
  // Null when there is none.
  const YamlNode* find(const std::vector<YamlNode>& nodes, const std::string& key);
  // What stands behind the key, without a comment.
  std::string_view value_of(std::size_t line) const;
  // False, with the error set, when there can be no keys within it.
  bool is_mapping(const YamlNode& node);
  // In a block.
  bool is_list(const YamlNode& node) const;
  // The items of a list of scalars, in a block or in brackets.
  std::optional<std::vector<std::string>> items_of(const YamlNode& node) const;
  // The first line that is not blank, or `end`.
  std::size_t first_content(std::size_t begin, std::size_t end) const;
  // By how much this file indents.
  std::size_t step() const;
  // Sets the error; false.
  bool fail(std::size_t line, std::string_view what);

 private:
  const Lines& lines_;
  std::string& error_;
  YamlText text_;
};

}  // namespace jeden::keys
