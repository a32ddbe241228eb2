// The only file that knows the TOML library: it takes seconds to compile.
#include "config/parse.hpp"

// The library asserts what it has not thought of. Such a text has to give a diagnostic, too, and must not
// become undefined behaviour when assertions are off.
#undef NDEBUG
namespace jeden::config {
struct Unforeseen {};
[[noreturn]] static void give_up() {
  throw Unforeseen{};
}
}  // namespace jeden::config
#define TOML_ASSERT(expression) (static_cast<bool>(expression) ? void() : jeden::config::give_up())

#include <toml++/toml.h>

#include <algorithm>

#include "config/recover.hpp"
#include "config/scan.hpp"

namespace jeden::config {
namespace {

Span span_of(const toml::source_region& region) {
  Span span{region.begin.line, region.begin.column, 1};
  if (region.end.line == region.begin.line && region.end.column > region.begin.column)
    span.length = region.end.column - region.begin.column;
  return span;
}

Value convert(const toml::node& node);

void convert_items(const toml::array& array, Value& value) {
  value.type = Type::list;
  for (const toml::node& item : array) value.items.push_back(convert(item));
}

// The library sorts keys by name; the order of the file is what users mean.
void convert_entries(const toml::table& table, Value& value) {
  value.type = Type::table;
  for (const auto& [key, node] : table)
    value.entries.push_back({std::string{key.str()}, span_of(key.source()), convert(node)});
  std::stable_sort(value.entries.begin(), value.entries.end(), [](const Entry& a, const Entry& b) {
    return a.span.line != b.span.line ? a.span.line < b.span.line : a.span.column < b.span.column;
  });
}

Value convert(const toml::node& node) {
  Value value;
  value.span = span_of(node.source());
  switch (node.type()) {
    case toml::node_type::table: convert_entries(*node.as_table(), value); break;
    case toml::node_type::array: convert_items(*node.as_array(), value); break;
    case toml::node_type::string:
      value.type = Type::text;
      value.text = node.as_string()->get();
      break;
    case toml::node_type::integer:
      value.type = Type::integer;
      value.integer = node.as_integer()->get();
      value.is_octal =
          (node.as_integer()->flags() & toml::value_flags::format_as_octal) != toml::value_flags::none;
      break;
    case toml::node_type::boolean:
      value.type = Type::boolean;
      value.boolean = node.as_boolean()->get();
      break;
    case toml::node_type::floating_point: value.type = Type::number; break;
    case toml::node_type::date:
    case toml::node_type::time:
    case toml::node_type::date_time: value.type = Type::time; break;
    case toml::node_type::none: break;
  }
  return value;
}

// Fills the tree, or reports what is wrong with the syntax. The line of an error behind which reading can go
// on, or 0.
// `ends_early` is whether it was said that the file ends too early: what is open is found by leaving out
// statements from the end, which end too early as well.
unsigned parse_once(std::string_view text, std::string_view readable, Value& root, Faults& faults,
                    bool& ends_early) {
  if (auto fault = scan(readable)) {
    faults.error(fault->span, std::move(fault->message), std::move(fault->hint));
    return fault->local ? fault->span.line : 0;
  }
  try {
    const toml::parse_result result = toml::parse(readable);
    if (result) {
      convert_entries(result.table(), root);
      return 0;
    }
    const Span span = span_of(result.error().source());
    const std::string_view description = result.error().description();
    SyntaxFault fault = explain(text, span, description);
    const bool end = description.ends_with(end_of_file);
    if (!end || !ends_early) faults.error(fault.span, std::move(fault.message), std::move(fault.hint));
    ends_early = ends_early || end;
    return std::max(1U, span.line);
  } catch (const Unforeseen&) {
    faults.error({}, "this is not TOML");
    return 0;
  }
}

}  // namespace

std::string_view without_mark(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

Value parse(std::string_view text, Faults& faults) {
  text = without_mark(text);
  Value root;
  if (text.size() > largest_file) {
    faults.error({}, "the file is larger than 1 MiB", "is this really an init.toml?");
    return root;
  }
  constexpr int most_errors = 20;
  std::string readable{text};
  bool ends_early = false;
  for (int error = 0; error < most_errors; ++error) {
    const unsigned line = parse_once(text, readable, root, faults, ends_early);
    if (line == 0) break;
    faults.set_incomplete();
    if (!blank_statement(readable, line)) break;
  }
  return root;
}

}  // namespace jeden::config
