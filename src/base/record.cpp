#include "base/record.hpp"

namespace jeden::base {
namespace {

// Takes the text before the next NUL; none when there is no NUL.
std::optional<std::string_view> take(std::string_view& bytes) {
  const std::size_t end = bytes.find('\0');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view text = bytes.substr(0, end);
  bytes.remove_prefix(end + 1);
  return text;
}

}  // namespace

std::optional<std::string_view> Record::find(std::string_view name) const {
  for (const auto& [key, value] : fields)
    if (key == name) return value;
  return std::nullopt;
}

std::string encode(const std::vector<Record>& records) {
  std::string bytes;
  for (const Record& record : records) {
    bytes += record.kind + '\0';
    for (const auto& [name, value] : record.fields) bytes += name + '=' + value + '\0';
    bytes += '\0';
  }
  return bytes;
}

std::optional<std::vector<Record>> decode(std::string_view bytes) {
  std::vector<Record> records;
  while (!bytes.empty()) {
    const auto kind = take(bytes);
    if (!kind || kind->empty()) return std::nullopt;
    Record record{std::string{*kind}, {}};
    for (;;) {
      const auto field = take(bytes);
      if (!field) return std::nullopt;
      if (field->empty()) break;
      const std::size_t equals = field->find('=');
      if (equals == std::string_view::npos || equals == 0) return std::nullopt;
      record.fields.emplace_back(field->substr(0, equals), field->substr(equals + 1));
    }
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace jeden::base
