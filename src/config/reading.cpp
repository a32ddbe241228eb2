#include "config/reading.hpp"

namespace jeden::config {

const Value* usable(const Value& table, std::string_view key) {
  const Value* value = table.find(key);
  return value != nullptr && !value->wrong ? value : nullptr;
}

std::optional<std::string> text_of(const Value& table, std::string_view key) {
  const Value* value = usable(table, key);
  if (value == nullptr || value->type != Type::text) return std::nullopt;
  return value->text;
}

std::string text_or(const Value& table, std::string_view key, std::string_view initial) {
  const Value* value = usable(table, key);
  return value != nullptr && value->type == Type::text && !value->unknown ? value->text
                                                                          : std::string{initial};
}

std::optional<base::Millis> duration_of(const Value& table, std::string_view key) {
  const auto text = text_of(table, key);
  return text ? base::parse_duration(*text) : std::nullopt;
}

std::optional<base::Millis> limit_of(const Value& table, std::string_view key) {
  const auto duration = duration_of(table, key);
  return duration && duration->count() != 0 ? duration : std::nullopt;
}

std::optional<std::int64_t> integer_of(const Value& table, std::string_view key) {
  const Value* value = usable(table, key);
  if (value == nullptr || value->type != Type::integer) return std::nullopt;
  return value->integer;
}

bool flag_of(const Value& table, std::string_view key) {
  const Value* value = usable(table, key);
  return value != nullptr && value->type == Type::boolean && value->boolean;
}

std::vector<const Value*> items_of(const Value& table, std::string_view key) {
  std::vector<const Value*> items;
  const Value* value = usable(table, key);
  if (value == nullptr) return items;
  if (value->type != Type::list) return {value};
  for (const Value& item : value->items)
    if (!item.wrong) items.push_back(&item);
  return items;
}

std::vector<std::string> texts_of(const Value& table, std::string_view key) {
  std::vector<std::string> texts;
  for (const Value* item : items_of(table, key)) texts.push_back(to_text(*item));
  return texts;
}

std::string to_text(const Value& scalar) {
  return scalar.type == Type::integer ? std::to_string(scalar.integer) : scalar.text;
}

Span key_span(const Value& table, std::string_view key) {
  for (const Entry& entry : table.entries)
    if (entry.key == key) return entry.span;
  return table.span;
}

}  // namespace jeden::config
