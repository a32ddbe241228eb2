// Reads the JSON that the control socket answers with: objects of strings, numbers and booleans, and lists of
// those.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace jeden::tools {

class Json {
 public:
  // An empty object for anything that is not of that form.
  static Json parse(std::string_view text);

  // The value as it is written, a string without its quotes; empty when there is none.
  std::string text(std::string_view key) const;
  std::vector<Json> list(std::string_view key) const;

 private:
  static bool parse_object(std::string_view& text, Json& object);

  std::map<std::string, std::string, std::less<>> values_;
  std::map<std::string, std::vector<Json>, std::less<>> lists_;
};

}  // namespace jeden::tools
