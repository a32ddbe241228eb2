#include "import/node.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace jeden::import {
namespace {

// The tree is built while it is read: printed, it is two hundred times as long as the script.
class Builder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Builder(Tree& tree) : tree_{tree} {}

  bool null() override { return true; }
  bool boolean(bool value) override {
    if (value && !open_.empty()) open_.back().flags.push_back(key_);
    return true;
  }
  bool number_integer(number_integer_t value) override {
    return number_unsigned(static_cast<number_unsigned_t>(value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    if (open_.empty()) return false;
    if (key_ == "Offset") open_.back().begin = value, position_ = true;
    if (key_ == "Line") open_.back().line = static_cast<unsigned>(value);
    return true;
  }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t& value) override {
    if (open_.empty()) return false;
    if (key_ == "Type")
      open_.back().type = name(value);
    else if (key_ == "Value")
      open_.back().value = std::move(value);
    return true;
  }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override {
    if (open_.size() > deepest) return false;
    position_ = false;
    open_.emplace_back();
    open_.back().key = contexts_.empty()       ? std::string_view{}
                       : contexts_.back().list ? contexts_.back().name
                                               : key_;
    contexts_.push_back({false, {}});
    return true;
  }
  bool key(string_t& value) override {
    key_ = name(value);
    return true;
  }
  bool end_object() override {
    contexts_.pop_back();
    Node node = std::move(open_.back());
    open_.pop_back();
    if (open_.empty())
      tree_.root = std::move(node);
    else if (position_)
      place(open_.back(), node);
    else
      open_.back().children.push_back(std::move(node));
    position_ = false;
    return true;
  }
  // The elements of a list carry the list's name.
  bool start_array(std::size_t) override {
    contexts_.push_back({true, key_});
    return true;
  }
  bool end_array() override {
    contexts_.pop_back();
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  static constexpr std::size_t deepest = 4000;

  std::string_view name(const std::string& text) { return *tree_.names.insert(text).first; }
  static void place(Node& node, const Node& position) {
    if (position.key == "Pos") node.begin = position.begin, node.line = position.line;
    if (position.key == "End") node.end = position.begin, node.last_line = position.line;
    if (position.key == "OpPos") node.operation = position.begin;
  }

  struct Context {
    bool list;
    std::string_view name;
  };

  Tree& tree_;
  std::vector<Node> open_;
  std::vector<Context> contexts_;
  std::string_view key_;
  bool position_ = false;
};

}  // namespace

bool Node::has(std::string_view flag) const {
  return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

const Node* Node::child(std::string_view field) const {
  for (const Node& node : children)
    if (node.key == field) return &node;
  return nullptr;
}

std::vector<const Node*> Node::all(std::string_view field) const {
  std::vector<const Node*> found;
  for (const Node& node : children)
    if (node.key == field) found.push_back(&node);
  return found;
}

std::optional<Tree> read_tree(std::FILE* stream) {
  Tree tree;
  Builder builder{tree};
  try {
    if (!nlohmann::json::sax_parse(stream, &builder) || tree.root.type != "File") return std::nullopt;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
  return tree;
}

}  // namespace jeden::import
