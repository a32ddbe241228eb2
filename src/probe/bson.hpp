// The outermost level of a BSON document (bsonspec.org): numbers, booleans and strings by name.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace jeden::probe {

struct Bson {
  std::map<std::string, double, std::less<>> numbers;  // booleans are 0 and 1
  std::map<std::string, std::string, std::less<>> texts;

  // 0 and "" for what is not there.
  double number(std::string_view name) const;
  std::string text(std::string_view name) const;
};

// nullopt when malformed or when there are more than a thousand elements.
std::optional<Bson> read_bson(std::string_view document);

}  // namespace jeden::probe
