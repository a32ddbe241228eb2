#include "probe/http_expectation.hpp"

#include <algorithm>

#include "base/number.hpp"
#include "base/text.hpp"

namespace jeden::probe {
namespace {

bool read_status(std::string_view text, int& status) {
  status = base::parse_number<int>(text).value_or(0);
  return status >= 100 && status <= 599;
}

// "200", "200-299", "2xx".
bool read_range(std::string_view text, std::pair<int, int>& range) {
  if (text.size() == 3 && base::lower(text.substr(1)) == "xx" && text[0] >= '1' && text[0] <= '5') {
    range = {(text[0] - '0') * 100, (text[0] - '0') * 100 + 99};
    return true;
  }
  const auto dash = text.find('-');
  if (!read_status(text.substr(0, dash), range.first)) return false;
  if (dash == std::string_view::npos) {
    range.second = range.first;
    return true;
  }
  return read_status(text.substr(dash + 1), range.second) && range.first <= range.second;
}

}  // namespace

std::optional<HttpExpectation> HttpExpectation::read(const Target& target, std::string& error) {
  HttpExpectation result;
  std::string_view list = target.parameter("status", "200-399");
  while (!list.empty()) {
    const auto comma = list.find(',');
    std::pair<int, int> range;
    if (!read_range(base::trimmed(list.substr(0, comma)), range)) {
      error = "status is a list such as 200,204 or 200-299, not \"" + std::string{list} + "\"";
      return std::nullopt;
    }
    result.statuses_.push_back(range);
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
  }
  for (const auto& [name, value] : target.parameters) {
    if (name != "expect_header") continue;
    const auto colon = value.find(':');
    result.headers_.emplace_back(
        base::lower(base::trimmed(std::string_view{value}.substr(0, colon))),
        colon == std::string::npos ? "" : base::trimmed(std::string_view{value}.substr(colon + 1)));
  }
  result.body_ = target.parameter("body");
  if (const auto pattern = target.parameter("body_match"); !pattern.empty()) {
    result.body_pattern_ = Pattern::compile(std::string{pattern}, error);
    if (!result.body_pattern_) return std::nullopt;
  }
  return result;
}

bool HttpExpectation::accepts_status(int status) const {
  return std::any_of(statuses_.begin(), statuses_.end(),
                     [&](const auto& range) { return range.first <= status && status <= range.second; });
}

std::string HttpExpectation::object_to_headers(
    const std::vector<std::pair<std::string, std::string>>& headers) const {
  for (const auto& [name, value] : headers_) {
    bool named = false, fits = false;
    for (const auto& [there, content] : headers) {
      if (base::lower(there) != name) continue;
      named = true;
      fits = fits || content.find(value) != std::string::npos;
    }
    if (!named) return "the header " + name + " is not there";
    if (!fits) return "the header " + name + " does not contain " + value;
  }
  return {};
}

bool HttpExpectation::accepts_body(const std::string& body) const {
  if (!body_.empty() && body.find(body_) == std::string::npos) return false;
  return body_pattern_ == nullptr || body_pattern_->matches(body);
}

}  // namespace jeden::probe
