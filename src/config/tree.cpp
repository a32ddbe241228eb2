#include "config/tree.hpp"

#include <utility>

namespace jeden::config {

const Value* Value::find(std::string_view key) const {
  for (const Entry& entry : entries)
    if (entry.key == key) return &entry.value;
  return nullptr;
}

Value* Value::find(std::string_view key) {
  return const_cast<Value*>(std::as_const(*this).find(key));
}

std::string_view describe(Type type) {
  switch (type) {
    case Type::text: return "a string";
    case Type::integer: return "an integer";
    case Type::number: return "a number with a fraction";
    case Type::boolean: return "a boolean";
    case Type::time: return "a date or time";
    case Type::list: return "an array";
    case Type::table: return "a table";
  }
  return "a value";
}

}  // namespace jeden::config
