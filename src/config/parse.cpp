// The only file that knows the TOML library: it takes seconds to compile.
#include "config/parse.hpp"

#include <toml++/toml.h>

#include <algorithm>

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

// "Error while parsing key-value pair: expected ..., saw ..." without what the position says already.
std::string shorten(std::string_view description) {
  if (description.starts_with("Error while parsing "))
    if (const std::size_t colon = description.find(": "); colon != std::string_view::npos)
      description.remove_prefix(colon + 2);
  return std::string{description};
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
  if (auto fault = scan(text)) {
    faults.error(fault->span, std::move(fault->message), std::move(fault->hint));
    return root;
  }
  const toml::parse_result result = toml::parse(text);
  if (!result) {
    const toml::parse_error& error = result.error();
    faults.error(span_of(error.source()), shorten(error.description()));
    return root;
  }
  convert_entries(result.table(), root);
  return root;
}

}  // namespace jeden::config
