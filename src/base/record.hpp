// Named fields as bytes, for what one process hands to another through a pipe. Neither names nor values may
// hold a NUL; anything else may be in a value.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jeden::base {

struct Record {
  std::string kind;  // not empty
  std::vector<std::pair<std::string, std::string>>
      fields;  // names are not empty and have no "="; they may repeat

  // The first field of that name.
  std::optional<std::string_view> find(std::string_view name) const;
  std::string_view get(std::string_view name) const { return find(name).value_or(std::string_view{}); }
};

std::string encode(const std::vector<Record>& records);
// None when the bytes are not what encode() gives.
std::optional<std::vector<Record>> decode(std::string_view bytes);

}  // namespace jeden::base
