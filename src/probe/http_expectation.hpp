// What a wait expects of an HTTP response: status, header, body.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "probe/pattern.hpp"
#include "probe/target.hpp"
#include "probe/verdict.hpp"

namespace jeden::probe {

class HttpExpectation {
 public:
  // nullopt, with the error set, when a parameter is malformed.
  static std::optional<HttpExpectation> read(const Target& target, std::string& error);

  bool accepts_status(int status) const;
  // No body need be read when nothing is said about it.
  bool wants_body() const { return !body_.empty() || body_pattern_ != nullptr; }
  // What is wrong with the headers: "the header x-ready is not there"; empty: nothing.
  std::string object_to_headers(const std::vector<std::pair<std::string, std::string>>& headers) const;
  bool accepts_body(const std::string& body) const;

 private:
  std::vector<std::pair<int, int>> statuses_;
  std::vector<std::pair<std::string, std::string>> headers_;  // an empty value: any
  std::string body_;
  std::shared_ptr<const Pattern> body_pattern_;
};

}  // namespace jeden::probe
