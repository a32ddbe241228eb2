// The statements of a list, one after the other: what one of them means for those behind it.
#include <algorithm>

#include "import/conditions.hpp"
#include "import/temporary.hpp"

namespace jeden::import {

bool Importer::leaves_unless_root(const Node& node) {
  const Node* inner = command_of(node);
  if (inner == nullptr || !inner->is("IfClause") || inner->child("Else") != nullptr ||
      inner->all("Cond").size() != 1)
    return false;
  auto body = inner->all("Then");
  std::erase_if(body, [&](const Node* part) { return is_message(*part, *this); });
  const auto start = body.size() == 1 ? simple(*body[0]) : std::nullopt;
  if (!start || start->program() != "exec" || start->words.size() != 2 ||
      only_variable(*start->words[1]) != "@")
    return false;
  const std::string kept = why;
  const auto conditions = read_conditions(*inner->child("Cond"), *this);
  why = kept;
  return conditions && conditions->not_root && conditions->list.empty() && !conditions->own_program;
}

// A temporary server is several statements: none of them may have to stay shell.
std::size_t Importer::temporary(const std::vector<const Node*>& list, std::size_t at,
                                const Context& context) {
  if (forced_.contains(list[at]->begin)) return 0;
  const std::size_t keeps = keeps_;
  const std::size_t taken = recognise_temporary(list, at, *this, context);
  for (std::size_t i = at; i < at + taken; ++i)
    pieces_.push_back({list[i], false, document.hooks.size(), place_});
  keeps_ = keeps;
  return taken;
}

void Importer::statements(const std::vector<const Node*>& list, Context context) {
  const bool last = context.last;
  bool rest_for_root = false;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (const std::size_t taken = temporary(list, i, context); taken > 0) {
      i += taken - 1;
      continue;
    }
    context.last = last && i + 1 == list.size();
    // if not root; then exec "$@"; fi: the rest is for root.
    if (context.unconditional() && !context.root && !main_found && leaves_unless_root(*list[i])) {
      understand(*list[i], "[main]: an ordinary user starts it as it is");
      context.root = rest_for_root = true;
      continue;
    }
    place_.emplace_back(list.front(), i);
    if (main_found && context.unconditional() && !context.root) {
      after_main(*list[i], context);
    } else {
      statement(*list[i], context);
    }
    place_.pop_back();
    if (rest_for_root && main_found) main_for_everybody();
  }
}

// Makes files that root has made already: what every other user can do of that, the hook of root does as
// well.
bool Importer::repeats(const Node& node, const Context& context) {
  Document before = document;
  std::set<std::pair<std::string, std::string>> made;
  for (const Hook& known : before.hooks)
    for (const Keys& table : known.tables) made.insert(table[0]);
  const bool files = recognise_files(node, *this, context);
  bool again = files;
  for (const Hook& known : document.hooks)
    for (const Keys& table : known.tables) again = again && made.contains(table[0]);
  document = std::move(before);
  if (again) understand(node, "files: done already");
  return again;
}

// Root's exec has been seen, or everybody's.
void Importer::after_main(const Node& node, const Context& context) {
  const Node* inner = command_of(node);
  if (inner != nullptr && inner->is("FuncDecl")) return understand(node, "a function", 0);
  if (!root_main_) {
    find(node.line, "code_after_exec", "this is never reached: exec has replaced the shell", true);
    return understand(node, "never reached, left out");
  }
  const auto last = simple(node);
  const bool starts = last && last->program() == "exec";
  if (starts && context.unconditional()) {
    root_main_.reset();
    return understand(node, "[main]: an ordinary user starts it as it is");
  }
  if (is_message(node, *this)) return understand(node, "a message, left out: jeden says what it does");
  if (repeats(node, context)) return;
  news_ = force_range(*root_main_, Piece{&node, true, 0, place_}, "it is for every user but root") || news_;
}

}  // namespace jeden::import
