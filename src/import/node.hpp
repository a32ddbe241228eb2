// The syntax tree of a shell script, as shfmt prints it: any object of its JSON is a Node, whatever its type
// is.
#pragma once

#include <cstddef>
#include <cstdio>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace jeden::import {

struct Node {
  std::string_view key;            // the field of the parent that it stands in, such as "Args"
  std::string_view type;           // "CallExpr", "IfClause", ...; empty where the field says it all
  std::string value;               // of literals and names
  std::size_t begin = 0, end = 0;  // in the script
  std::optional<std::size_t>
      operation;  // where its operator stands; the numbers of operators differ by version
  unsigned line = 0, last_line = 0;
  std::vector<std::string_view> flags;  // fields that are true, such as "Background"
  std::vector<Node> children;

  bool is(std::string_view wanted) const { return type == wanted; }
  bool has(std::string_view flag) const;
  const Node* child(std::string_view field) const;  // the first one in that field, or none
  std::vector<const Node*> all(std::string_view field) const;
};

// Owns the names that nodes point at.
struct Tree {
  std::set<std::string, std::less<>> names;
  Node root;
};

// Reads to the end of `stream`; none if that is no JSON of the expected form.
std::optional<Tree> read_tree(std::FILE* stream);

// Calls visit(node) for the node and everything below it; a visit that returns false is not followed further
// down.
template <typename Visit>
void walk(const Node& node, const Visit& visit) {
  if (!visit(node)) return;
  for (const Node& child : node.children) walk(child, visit);
}

}  // namespace jeden::import
